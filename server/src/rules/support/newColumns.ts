import type { TypeName } from '../../model/names.ts';
import type { AddColumn, ColumnDefinition, CreateTable } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import type { Span } from '../../model/span.ts';
import type { OperationContext, Rule } from '../rule.ts';

export interface NewColumn {
  readonly operation: CreateTable | AddColumn;
  readonly definition: ColumnDefinition;
  readonly type: TypeName;
  /** `orders.total`. */
  readonly label: string;
}

/**
 * The callbacks of a rule on the columns that a statement declares (CREATE TABLE, ADD COLUMN): one report for all columns of
 * the operation that match, so that a table of ten timestamps is said once.
 */
export function forNewColumns(
  matches: (column: NewColumn, context: OperationContext) => boolean,
  report: (first: NewColumn, all: readonly NewColumn[], context: OperationContext) => void,
): Rule['operations'] {
  const visit = (operation: CreateTable | AddColumn, context: OperationContext) => {
    const definitions = operation.kind === 'create-table' ? operation.columns : [operation.column];
    const all: NewColumn[] = [];
    for (const definition of definitions) {
      const label = `${operation.table.name}.${definition.name}`;
      const column = definition.type && { operation, definition, type: definition.type, label };
      if (column && matches(column, context)) all.push(column);
    }
    if (all[0]) report(all[0], all, context);
  };
  return { 'create-table': visit, 'add-column': visit };
}

/** `orders.paid_at`, `orders.paid_at and 2 more columns`. */
export function columnsLabel(first: NewColumn, all: readonly NewColumn[]): string {
  const more = all.length - 1;
  return more === 0 ? first.label : `${first.label} and ${more} more column${more === 1 ? '' : 's'}`;
}

/** Where the type of the column is written; the whole column where the text does not tell. */
export function typePlace({ definition }: NewColumn): Span {
  return definition.typeSpan ?? definition.span;
}

/** The rewrite that puts another type into each column; none where the types are not SQL text. */
export function retype(
  title: string,
  columns: readonly NewColumn[],
  context: OperationContext,
  newType: (column: NewColumn) => string,
): Rewrite[] {
  const edits = columns.flatMap((column) => {
    const span = column.definition.typeSpan;
    return span ? [{ span, newText: newType(column) }] : [];
  });
  if (context.statement.form !== 'sql' || edits.length < columns.length) return [];
  return [{ title, safety: 'review', sql: { edits } }];
}

/** True for a column of a table that this file creates. */
export function isOnNewTable({ operation }: NewColumn, context: OperationContext): boolean {
  if (operation.kind === 'create-table') return true;
  const table = context.catalog.relation(operation.table);
  return table?.kind === 'table' && table.createdInFile === context.script.file;
}
