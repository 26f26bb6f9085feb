import { lockPhrase } from '../../model/lockSummary.ts';
import type { AddConstraint, UniqueConstraint } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { stepsInstead } from '../support/alterTableParts.ts';
import { constraintLabel } from '../support/constraintLabel.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { isPartitioned } from '../support/isPartitioned.ts';
import { tableText } from '../support/sourceText.ts';
import { usingIndex } from '../support/usingIndex.ts';

function rewrites(
  operation: AddConstraint & { readonly constraint: UniqueConstraint },
  context: OperationContext,
): readonly Rewrite[] {
  const using = usingIndex(operation, context);
  if (!using) return [];
  const attach = {
    sql: [`ALTER TABLE ${tableText(operation, context)} ${using.action};`],
    transaction: 'any' as const,
    name: using.build.name.replace('create', 'use'),
  };
  const steps = stepsInstead([using.build, attach], context);
  return steps
    ? [{ title: 'Build the index concurrently, then make it the constraint', safety: 'review', sql: { steps } }]
    : [];
}

export default defineRule({
  id: 'add-unique-constraint',
  category: 'migration',
  title: 'A UNIQUE constraint builds its index while reads and writes are blocked',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['disallowed-unique-constraint'] },
  operations: {
    'add-constraint'(operation, context) {
      const { constraint, table } = operation;
      if (constraint.kind !== 'unique' || constraint.usingIndex) return;
      const fact = harmfulWork(context, 'buildsIndex');
      if (!fact) return;
      const way = isPartitioned(table, context)
        ? 'USING INDEX is refused on a partitioned table: run it in a maintenance window.'
        : 'Build a unique index CONCURRENTLY, then add the constraint USING INDEX.';
      context.report({
        message: `Adding ${constraintLabel(constraint, table)} builds an index under ${lockPhrase(fact)}: reads and writes wait meanwhile. ${way}`,
        rewrites: rewrites({ ...operation, constraint }, context),
      });
    },
  },
});
