import type { TextEdit } from '../../model/finding.ts';
import type { TypeName } from '../../model/names.ts';
import type { AddColumn, ColumnDefinition, CreateTable } from '../../model/operation.ts';
import type { OperationContext, Rule } from '../rule.ts';

export interface NewColumn {
  readonly operation: CreateTable | AddColumn;
  readonly definition: ColumnDefinition;
  readonly type: TypeName;
  /** `orders.total`. */
  readonly label: string;
}

/** The callbacks of a rule that looks at each column a statement declares with a type: CREATE TABLE and ADD COLUMN. */
export function forNewColumns(check: (column: NewColumn, context: OperationContext) => void): Rule['operations'] {
  const visit = (operation: CreateTable | AddColumn, context: OperationContext) => {
    const definitions = operation.kind === 'create-table' ? operation.columns : [operation.column];
    for (const definition of definitions) {
      const label = `${operation.table.name}.${definition.name}`;
      if (definition.type) check({ operation, definition, type: definition.type, label }, context);
    }
  };
  return { 'create-table': visit, 'add-column': visit };
}

/** Puts `text` in place of the type; undefined where the type is not SQL text. */
export function typeEdit(column: NewColumn, context: OperationContext, text: string): TextEdit | undefined {
  const span = context.statement.form === 'sql' ? column.definition.typeSpan : undefined;
  return span && { span, newText: text };
}

/** True for a column of a table that this file creates. */
export function isOnNewTable({ operation }: NewColumn, context: OperationContext): boolean {
  if (operation.kind === 'create-table') return true;
  const table = context.catalog.relation(operation.table);
  return table?.kind === 'table' && table.createdInFile === context.script.file;
}
