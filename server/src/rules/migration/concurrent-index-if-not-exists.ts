import { catalogKey, displayName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import { kindsOf } from '../../model/script.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { existedBefore, isOnlyDeclared } from '../support/fileOperations.ts';
import { retryableIndexSteps } from '../support/retryableIndexSteps.ts';

/** Whether the file drops an index of that name before this statement. */
function isDroppedBefore(key: string, context: OperationContext): boolean {
  for (const statement of context.script.statements) {
    if (statement === context.statement) return false;
    if (!kindsOf(statement.reading).includes('drop-index')) continue;
    if (statement.direction !== 'up' || isOnlyDeclared(statement)) continue;
    const { operations } = statement.reading;
    if (operations.some((one) => one.kind === 'drop-index' && one.indexes.some((index) => catalogKey(index) === key))) {
      return true;
    }
  }
  return false;
}

function check(operation: OperationOf<'create-index'>, context: OperationContext): void {
  const { statement } = context;
  if (!operation.concurrently || !operation.ifNotExists || isOnlyDeclared(statement)) return;
  const { name, table } = operation;
  if (!name) return;
  if (!existedBefore(context.catalog, table, context.script.file)) return;
  if (isDroppedBefore(catalogKey({ schema: table.schema, name }), context)) return;
  const steps = statement.form === 'sql' ? retryableIndexSteps(operation, statement.text) : undefined;
  context.report({
    message:
      `Where a build of ${name} failed before, an invalid index of that name is left: IF NOT EXISTS then skips the build, ` +
      `and ${displayName(table)} stays without an index. Drop it first with DROP INDEX CONCURRENTLY IF EXISTS.`,
    evidence: [],
    rewrites: steps ? [{ title: 'Drop what a failed build left, then build', safety: 'review', sql: { steps } }] : [],
  });
}

export default defineRule({
  id: 'concurrent-index-if-not-exists',
  category: 'migration',
  title: 'A failed concurrent build is taken for the index by IF NOT EXISTS',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  operations: { 'create-index': check },
});
