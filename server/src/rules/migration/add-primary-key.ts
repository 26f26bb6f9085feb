import { lockPhrase } from '../../model/lockSummary.ts';
import type { AddConstraint, UniqueConstraint } from '../../model/operation.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { stepsInstead } from '../support/alterTableParts.ts';
import { constraintLabel } from '../support/constraintLabel.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { isPartitioned } from '../support/isPartitioned.ts';
import { notNullSteps } from '../support/notNullSteps.ts';
import { nameText, tableText } from '../support/sourceText.ts';
import { nullableColumns, usingIndex } from '../support/usingIndex.ts';

function rewrites(
  operation: AddConstraint & { readonly constraint: UniqueConstraint },
  context: OperationContext,
): readonly Rewrite[] {
  const using = usingIndex(operation, context);
  const { constraint, table } = operation;
  if (!using) return [];
  const written = tableText(operation, context);
  const relation = context.catalog.relation(table);
  const nullable = nullableColumns(constraint, relation?.kind === 'table' ? relation : undefined);
  const required: RewriteStep[] = nullable.flatMap((column) =>
    notNullSteps({
      table,
      tableText: written,
      column,
      columnText: nameText(column, constraint.span, context),
      version: context.version,
    }),
  );
  const steps = stepsInstead([...required, using.build, using.attach], context);
  return steps
    ? [{ title: 'Build the index concurrently, then make it the primary key', safety: 'review', sql: { steps } }]
    : [];
}

export default defineRule({
  id: 'add-primary-key',
  category: 'migration',
  title: 'A primary key builds its index while reads and writes are blocked',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['adding-serial-primary-key-field'] },
  operations: {
    'add-constraint'(operation, context) {
      const { constraint, table } = operation;
      if (constraint.kind !== 'primary-key' || constraint.usingIndex) return;
      const fact = harmfulWork(context, 'buildsIndex');
      if (!fact) return;
      const way = isPartitioned(table, context)
        ? 'USING INDEX is refused on a partitioned table: run it in a maintenance window.'
        : 'Build a unique index CONCURRENTLY on NOT NULL columns, then add the key USING INDEX.';
      context.report({
        message: `Adding ${constraintLabel(constraint, table)} builds an index under ${lockPhrase(fact)}: reads and writes wait meanwhile. ${way}`,
        rewrites: rewrites({ ...operation, constraint }, context),
      });
    },
  },
});
