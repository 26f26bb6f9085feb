import type { Column, Table } from '../../model/catalog.ts';
import type { ColumnReference } from '../../model/expression.ts';
import type { FromItem, Query, TableReference } from '../../model/query.ts';
import type { Statement } from '../../model/script.ts';
import { fromItems, walkQueries } from '../../model/walk.ts';
import type { StatementContext } from '../rule.ts';

export interface ColumnSource {
  readonly reference: TableReference;
  /** Undefined where the schema does not know the table. */
  readonly table?: Table;
  readonly column?: Column;
}

/** The name by which a query calls one of its tables. */
export function aliasOf(reference: TableReference): string {
  return reference.alias ?? reference.name.name;
}

/** The table that a column of the query comes from; undefined where that is unclear, or it is no table (a CTE, a function). */
export function columnSource(
  column: ColumnReference,
  query: Query,
  context: StatementContext,
): ColumnSource | undefined {
  const items = sources(query, context.statement);
  const named = column.table;
  const candidates = named === undefined ? items : items.filter((item) => nameOf(item) === named);
  const found = candidates.flatMap((item) => {
    const relation = item.kind === 'table' ? context.catalog.relation(item.name) : undefined;
    const table = relation?.kind === 'table' ? relation : undefined;
    const known = table?.columns.find(({ name }) => name === column.name);
    if (item.kind !== 'table' || (table && !table.isPartial && !known && candidates.length > 1)) return [];
    return [{ reference: item, table, column: known }];
  });
  const [first, ...others] = found;
  // With several tables, one that has no such column is no candidate; a source that is no table could have it.
  const unclear = others.length > 0 || (named === undefined && items.some(({ kind }) => kind !== 'table'));
  return unclear ? undefined : first;
}

/** Names of all CTEs of the statement: inside of it they stand for themselves, not for tables. */
export function commonNames(statement: Statement): ReadonlySet<string> {
  const names = new Set<string>();
  for (const outermost of statement.reading.queries) {
    walkQueries(outermost, (query) => {
      for (const cte of query.with) names.add(cte.name);
    });
  }
  return names;
}

type Source = Exclude<FromItem, { kind: 'join' }> | { readonly kind: 'cte'; readonly alias: string };

/** FROM items that give columns, and the table that is changed. */
function sources(query: Query, statement: Statement): Source[] {
  const common = commonNames(statement);
  const items = fromItems(query);
  const all = query.kind === 'update' || query.kind === 'delete' ? [query.table, ...items] : items;
  return all.flatMap((item): Source[] => {
    if (item.kind === 'join') return [];
    const isCommon = item.kind === 'table' && item.name.schema === undefined && common.has(item.name.name);
    return [isCommon ? { kind: 'cte', alias: aliasOf(item) } : item];
  });
}

function nameOf(source: Source): string | undefined {
  return source.kind === 'table' ? aliasOf(source) : source.alias;
}
