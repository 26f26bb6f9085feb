import type { Table } from '../../model/catalog.ts';
import { displayName, type TypeName } from '../../model/names.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import type { TableContext } from '../rule.ts';
import { placeOf } from './fileOperations.ts';
import { type WrittenColumn, writtenColumns } from './tableParts.ts';

interface TypedColumn extends WrittenColumn {
  readonly type: TypeName;
}

/** Columns of one type that one statement declares: they are said in one finding. */
interface TypedColumns {
  readonly statement: Statement;
  readonly first: TypedColumn;
  readonly all: readonly TypedColumn[];
}

/**
 * The columns that this file declares with such a type, and that still have such a type when the history ends, by
 * statement. `remains` judges that type where the schema names it otherwise (`serial` ends as `integer`).
 */
export function columnsOfType(
  matches: (type: TypeName) => boolean,
  table: Table,
  context: TableContext,
  remains = matches,
): readonly TypedColumns[] {
  // Most tables have none: their statements need not be looked at.
  if (!table.columns.some(({ type }) => type === undefined || remains(type))) return [];
  const byStatement = new Map<Statement, TypedColumn[]>();
  const types = new Map(table.columns.map((column) => [column.name, column.type]));
  for (const written of writtenColumns(table, context)) {
    const { name, type } = written.definition;
    const now = types.get(name);
    if (!type || !matches(type) || (now && !remains(now))) continue;
    const ofStatement = byStatement.get(written.statement) ?? [];
    byStatement.set(written.statement, ofStatement);
    ofStatement.push({ ...written, type });
  }
  return [...byStatement].flatMap(([statement, all]) => (all[0] ? [{ statement, first: all[0], all }] : []));
}

/** `orders.paid_at`, `orders.paid_at and 2 more columns`. */
export function columnsLabel({ first, all }: TypedColumns): string {
  const label = `${displayName(first.operation.table)}.${first.definition.name}`;
  const more = all.length - 1;
  return more === 0 ? label : `${label} and ${more} more column${more === 1 ? '' : 's'}`;
}

/** Where the first column's type is written in the file; its whole definition where the text does not tell. */
export function typePlace({ statement, first }: TypedColumns): Span {
  return placeOf(statement, first.definition.typeSpan ?? first.definition.span);
}

/** The rewrite that puts another type into each column; none where the types are not SQL text. */
export function retype(title: string, columns: TypedColumns, newType: (type: TypeName) => string): Rewrite[] {
  const edits = columns.all.flatMap(({ definition, type }) =>
    definition.typeSpan ? [{ span: definition.typeSpan, newText: newType(type) }] : [],
  );
  if (columns.statement.form !== 'sql' || edits.length < columns.all.length) return [];
  return [{ title, safety: 'review', sql: { edits } }];
}
