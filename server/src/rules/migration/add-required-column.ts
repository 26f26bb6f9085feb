import { isHarmlessTarget } from '../../model/catalog.ts';
import { catalogKey, displayName, type QualifiedName } from '../../model/names.ts';
import type { AddColumn, Operation } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { isSerial } from '../support/addColumnCause.ts';
import { isOnlyDeclared } from '../support/fileOperations.ts';

function isKey({ column }: AddColumn): boolean {
  return column.constraints.some((constraint) => constraint.kind === 'primary-key');
}

/** True where rows that are there get a value from the column itself. */
function fillsItself(operation: AddColumn): boolean {
  const { default: value, identity, generated } = operation.column;
  const isNull = value?.kind === 'constant' && value.type === 'null';
  return isSerial(operation) || identity !== undefined || generated !== undefined || (!!value && !isNull);
}

/** Keys of the tables that the operation leaves without a row. */
function emptied(operation: Operation): readonly string[] {
  if (operation.kind === 'truncate') return operation.tables.map((table) => catalogKey(table));
  const isWhole = operation.kind === 'delete' && operation.query?.kind === 'delete' && !operation.query.where;
  return isWhole ? operation.tables.map((table) => catalogKey(table)) : [];
}

function rewrites({ column }: AddColumn, statement: Statement): readonly Rewrite[] {
  const rewrite = {
    title: 'Let the column be NULL for now',
    safety: 'review',
    intent: { kind: 'allow-null' },
  } as const;
  if (statement.form !== 'sql') return [{ ...rewrite, sql: { edits: [] } }];
  const { notNullSpan } = column;
  if (!notNullSpan) return [];
  const start = statement.text.slice(0, notNullSpan.start).trimEnd().length;
  const edits = [{ span: { start, end: notNullSpan.end }, newText: '' }];
  return [{ ...rewrite, sql: { edits } }];
}

/** Whether the file leaves the table without a row before this statement. */
function isEmptiedBefore(table: QualifiedName, context: OperationContext): boolean {
  const key = catalogKey(table);
  for (const statement of context.script.statements) {
    if (statement === context.statement) return false;
    if (statement.direction !== context.statement.direction || isOnlyDeclared(statement)) continue;
    if (statement.reading.operations.some((operation) => emptied(operation).includes(key))) return true;
  }
  return false;
}

function check(operation: AddColumn, context: OperationContext): void {
  const { column, table } = operation;
  if (fillsItself(operation) || !(column.notNull || isKey(operation))) return;
  const { catalog, statement } = context;
  if (isHarmlessTarget(catalog.relation(table), context.script.file) || isOnlyDeclared(statement)) return;
  // why: a domain may bring a default of its own, which the history does not keep.
  if (column.type && catalog.type(column.type)?.form === 'domain') return;
  if (isEmptiedBefore(table, context)) return;
  context.report({
    span: column.notNullSpan,
    message:
      `Adding ${displayName(table)}.${column.name} as ${isKey(operation) ? 'primary key' : 'NOT NULL'} without a default fails as soon as the table has a row, ` +
      'and INSERTs that do not name it break. Give it a DEFAULT, or add it nullable and require it later.',
    evidence: [],
    rewrites: isKey(operation) ? [] : rewrites(operation, statement),
  });
}

export default defineRule({
  id: 'add-required-column',
  category: 'migration',
  title: 'A new column requires a value that the existing rows do not have',
  severity: 'error',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['adding-required-field'] },
  operations: { 'add-column': check },
});
