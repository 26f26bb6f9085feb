import type { FunctionCall } from '../../model/expression.ts';
import { displayName } from '../../model/names.ts';
import type { CreateTable } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';

const randomUuid = new Set(['gen_random_uuid', 'uuid_generate_v4', 'uuidv4']);
const uuidv7Since = 18;

function check(operation: CreateTable, context: OperationContext): void {
  for (const column of operation.columns) {
    const call = column.default;
    if (call?.kind !== 'function' || !randomUuid.has(call.name.name) || !isPrimaryKey(column.name, operation)) continue;
    report(operation, column.name, call, context);
  }
}

function isPrimaryKey(column: string, operation: CreateTable): boolean {
  const inline = operation.columns.find(({ name }) => name === column)?.constraints ?? [];
  return (
    inline.some(({ kind }) => kind === 'primary-key') ||
    operation.constraints.some(
      ({ kind, ...rest }) => kind === 'primary-key' && 'columns' in rest && rest.columns[0] === column,
    )
  );
}

function report(operation: CreateTable, column: string, call: FunctionCall, context: OperationContext): void {
  const ordered = context.version >= uuidv7Since;
  context.report({
    span: call.span,
    message: `Random keys from ${call.name.name}() land all over the index of ${displayName(operation.table)}.${column}: inserts touch cold pages and bloat it. ${
      ordered
        ? 'Use uuidv7(), which grows with time.'
        : 'Use UUIDs that grow with time (version 7; uuidv7() from PostgreSQL 18), or an identity column.'
    }`,
    evidence: [],
    rewrites:
      ordered && context.statement.form === 'sql'
        ? [{ title: 'Use uuidv7()', safety: 'review', sql: { edits: [{ span: call.span, newText: 'uuidv7()' }] } }]
        : [],
  });
}

export default defineRule({
  id: 'uuid-v4-primary-key',
  category: 'schema',
  title: 'A primary key of random UUIDs',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'strict',
  directions: ['up'],
  operations: { 'create-table': check },
});
