import { lockPhrase } from '../../model/lockSummary.ts';
import { displayName, type QualifiedName } from '../../model/names.ts';
import type { AddConstraint, UniqueConstraint } from '../../model/operation.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { stepsInstead } from '../support/alterTableParts.ts';
import { constraintLabel } from '../support/constraintLabel.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { isPartitioned } from '../support/isPartitioned.ts';
import { isSql } from '../support/sourceText.ts';
import { uniqueColumnSteps } from '../support/uniqueColumnSteps.ts';
import { usingIndex } from '../support/usingIndex.ts';

type AddUnique = AddConstraint & { readonly constraint: UniqueConstraint };

function rewrites(
  table: QualifiedName,
  steps: () => readonly RewriteStep[] | undefined,
  context: OperationContext,
): readonly Rewrite[] {
  if (context.statement.inBodyOf || isPartitioned(table, context)) return [];
  // why: a tool's writer knows what its call runs.
  const known = isSql(context) ? steps() : [];
  if (!known) return [];
  return [
    {
      title: 'Build the index concurrently, then make it the constraint',
      safety: 'review',
      intent: { kind: 'unique-using-index' },
      sql: { steps: known },
    },
  ];
}

function constraintSteps(operation: AddUnique, context: OperationContext): readonly RewriteStep[] | undefined {
  const using = usingIndex(operation, context);
  if (!using) return undefined;
  return stepsInstead([using.build, using.attach], context);
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
        rewrites: rewrites(table, () => constraintSteps({ ...operation, constraint }, context), context),
      });
    },
    'add-column'(operation, context) {
      const { column, table } = operation;
      const constraint = column.constraints.find((one): one is UniqueConstraint => one.kind === 'unique');
      const fact = constraint && harmfulWork(context, 'buildsIndex');
      if (!fact) return;
      context.report({
        span: isSql(context) ? constraint.span : undefined,
        message:
          `Adding the UNIQUE column ${displayName(table)}.${column.name} builds an index under ${lockPhrase(fact)}: reads and writes wait meanwhile. ` +
          'Add the column, build a unique index CONCURRENTLY, then add the constraint USING INDEX.',
        rewrites: rewrites(table, () => uniqueColumnSteps(operation, constraint, context), context),
      });
    },
  },
});
