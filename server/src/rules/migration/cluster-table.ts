import { isHarmlessTarget } from '../../model/catalog.ts';
import { displayName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';

function check(operation: OperationOf<'cluster'>, context: OperationContext): void {
  const { table } = operation;
  if (table && isHarmlessTarget(context.catalog.relation(table), context.script.file)) return;
  const what = table ? displayName(table) : 'every clustered table of the database';
  context.report({
    message: `CLUSTER writes ${what} and all its indexes anew and blocks reads and writes until it is done. Order the table with pg_repack, which works beside running queries.`,
  });
}

export default defineRule({
  id: 'cluster-table',
  category: 'migration',
  title: 'CLUSTER rewrites the table under an exclusive lock',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  operations: { cluster: check },
});
