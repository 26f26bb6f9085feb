import type { Table } from '../../model/catalog.ts';
import { lockPhrase } from '../../model/lockSummary.ts';
import { displayName } from '../../model/names.ts';
import type { CreateIndex } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { concurrentEdit } from '../support/concurrentEdit.ts';
import { leavingSafety } from '../support/fixSafety.ts';
import { harmfulLock, harmfulWork } from '../support/harmfulLock.ts';
import { partitionedIndexSteps } from '../support/partitionedIndexSteps.ts';
import { retryableIndexSteps } from '../support/retryableIndexSteps.ts';
import { besideTable, isSql } from '../support/sourceText.ts';

function rewrites(operation: CreateIndex, context: OperationContext): readonly Rewrite[] {
  if (context.statement.inBodyOf) return [];
  const title = 'Build the index concurrently';
  const intent = { kind: 'create-index-concurrently' } as const;
  if (!isSql(context)) return [{ title, safety: leavingSafety(context), intent, sql: { steps: [] } }];
  if (operation.ifNotExists && operation.name) {
    const steps = retryableIndexSteps(operation, context.statement.text);
    return steps ? [{ title, safety: 'review', intent, sql: { steps } }] : [];
  }
  const edit = concurrentEdit(context, operation.span.start);
  if (!edit) return [];
  const index = operation.name && besideTable(operation.table, operation.name);
  const undo = index ? [`DROP INDEX CONCURRENTLY IF EXISTS ${index};`] : undefined;
  return [{ title, safety: leavingSafety(context), intent, sql: { edits: [edit], transaction: 'forbidden', undo } }];
}

function onPartitionedTable(operation: CreateIndex, table: Table, context: OperationContext): void {
  if (!harmfulLock(context, operation.table)) return;
  const steps = partitionedIndexSteps(operation, table, context);
  context.report({
    message:
      `Building an index on the partitioned table ${displayName(operation.table)} blocks writes to all of its partitions, ` +
      'and CONCURRENTLY is refused there. Create it ON ONLY the parent, build it concurrently on each partition, then attach.',
    rewrites: steps ? [{ title: 'Build it concurrently on each partition', safety: 'review', sql: { steps } }] : [],
  });
}

export default defineRule({
  id: 'create-index-without-concurrently',
  category: 'migration',
  title: 'An index is built under a lock that blocks writes',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['require-concurrent-index-creation'] },
  operations: {
    'create-index'(operation, context) {
      if (operation.concurrently) return;
      const relation = context.catalog.relation(operation.table);
      // why: a materialized view has no writers; the lock only delays its next refresh.
      if (relation && relation.kind !== 'table') return;
      if (relation?.partitionBy) {
        if (!operation.only) onPartitionedTable(operation, relation, context);
        return;
      }
      const fact = harmfulWork(context, 'buildsIndex');
      if (!fact) return;
      const index = operation.name ? `index ${operation.name}` : 'an index';
      context.report({
        message:
          `Building ${index} holds ${lockPhrase(fact)} on ${displayName(operation.table)}: writes wait until it is built. ` +
          'CREATE INDEX CONCURRENTLY, outside a transaction, lets them go on.',
        rewrites: rewrites(operation, context),
      });
    },
  },
});
