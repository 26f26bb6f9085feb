import type { CatalogView, Column, Table } from '../../model/catalog.ts';
import type { ColumnReference } from '../../model/expression.ts';
import type { FromItem, Query, TableReference } from '../../model/query.ts';
import { fromItems } from '../../model/walk.ts';

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
export function columnSource(column: ColumnReference, query: Query, catalog: CatalogView): ColumnSource | undefined {
  const items = sources(query);
  const named = column.table;
  const candidates = named === undefined ? items : items.filter((item) => nameOf(item) === named);
  const found = candidates.flatMap((item) => {
    const relation = item.kind === 'table' ? catalog.relation(item.name) : undefined;
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

/** FROM items that give columns; CTEs of the query itself are not tables. */
function sources(
  query: Query,
): (Exclude<FromItem, { kind: 'join' }> | { readonly kind: 'cte'; readonly alias: string })[] {
  const local = new Set(query.with.map((cte) => cte.name));
  const items = fromItems(query);
  const all = query.kind === 'update' || query.kind === 'delete' ? [query.table, ...items] : items;
  return all.flatMap((item) => {
    if (item.kind === 'join') return [];
    const isLocal = item.kind === 'table' && item.name.schema === undefined && local.has(item.name.name);
    return [isLocal ? { kind: 'cte' as const, alias: aliasOf(item) } : item];
  });
}

function nameOf(source: ReturnType<typeof sources>[number]): string | undefined {
  return source.kind === 'table' ? aliasOf(source) : source.alias;
}
