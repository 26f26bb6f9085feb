import { catalogKey, displayName } from '../../model/names.ts';
import { defineRule } from '../rule.ts';
import { existedBefore, fileOperations, operationPlace } from '../support/fileOperations.ts';
import { retryableIndexSteps } from '../support/retryableIndexSteps.ts';

export default defineRule({
  id: 'concurrent-index-if-not-exists',
  category: 'migration',
  title: 'A failed concurrent build is taken for the index by IF NOT EXISTS',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  end(context) {
    const dropped = new Set<string>();
    for (const { statement, operation } of fileOperations(context.script, 'create-index', 'drop-index')) {
      if (operation.kind === 'drop-index') {
        for (const index of operation.indexes) dropped.add(catalogKey(index));
        continue;
      }
      const { name, table } = operation;
      if (!operation.concurrently || !operation.ifNotExists || !name) continue;
      if (dropped.has(catalogKey({ schema: table.schema, name }))) continue;
      if (!existedBefore(context.before(statement).catalog, table, context.script.file)) continue;
      const steps = statement.form === 'sql' ? retryableIndexSteps(operation, statement.text) : undefined;
      context.report({
        span: operationPlace(statement, operation),
        statement,
        message:
          `Where a build of ${name} failed before, an invalid index of that name is left: IF NOT EXISTS then skips the build, ` +
          `and ${displayName(table)} stays without an index. Drop it first with DROP INDEX CONCURRENTLY IF EXISTS.`,
        rewrites: steps
          ? [{ title: 'Drop what a failed build left, then build', safety: 'review', sql: { steps } }]
          : [],
      });
    }
  },
});
