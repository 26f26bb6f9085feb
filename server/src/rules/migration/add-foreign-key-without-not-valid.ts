import type { LockFact } from '../../model/lock.ts';
import { displayName } from '../../model/names.ts';
import type { AddConstraint, ForeignKeyConstraint } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { constraintLabel } from '../support/constraintLabel.ts';
import { harmfulLock, harmfulWork } from '../support/harmfulLock.ts';
import { isPartitioned } from '../support/isPartitioned.ts';
import { notValidSteps } from '../support/notValidSteps.ts';
import { partitionForeignKeySteps } from '../support/partitionForeignKeySteps.ts';

/** First version that takes NOT VALID for a foreign key of a partitioned table. */
const partitionedNotValidSince = 18;

function refusesNotValid(table: LockFact['table'], context: OperationContext): boolean {
  return context.version < partitionedNotValidSince && isPartitioned(table, context);
}

function lockedTables(constraint: ForeignKeyConstraint, table: LockFact['table'], context: OperationContext): string {
  const child = displayName(table);
  const parent = displayName(constraint.referencedTable);
  return child === parent || !harmfulLock(context, constraint.referencedTable) ? child : `${child} and ${parent}`;
}

function rewrites(operation: AddConstraint, refused: boolean, context: OperationContext): readonly Rewrite[] {
  if (context.statement.inBodyOf) return [];
  if (refused) {
    const steps = partitionForeignKeySteps(operation, context);
    return steps ? [{ title: 'Add it to each partition first', safety: 'review', sql: { steps } }] : [];
  }
  return [
    {
      title: 'Add it NOT VALID and validate it separately',
      safety: 'review',
      intent: { kind: 'add-foreign-key-not-valid' },
      sql: { steps: notValidSteps(operation, context) },
    },
  ];
}

export default defineRule({
  id: 'add-foreign-key-without-not-valid',
  category: 'migration',
  title: 'A foreign key checks the whole table while writes to both tables are blocked',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['adding-foreign-key-constraint', 'constraint-missing-not-valid'] },
  operations: {
    'add-constraint'(operation, context) {
      const { constraint, table } = operation;
      if (constraint.kind !== 'foreign-key' || constraint.notValid || constraint.notEnforced) return;
      if (!harmfulWork(context, 'scans')) return;
      const refused = refusesNotValid(table, context);
      const what = `Adding ${constraintLabel(constraint, table)} checks every row while writes to ${lockedTables(constraint, table, context)} are blocked.`;
      context.report({
        message: refused
          ? `${what} PostgreSQL ${context.version} refuses NOT VALID on a partitioned table: add it to each partition NOT VALID, validate, then to the parent.`
          : `${what} Add it NOT VALID, then VALIDATE it in a later transaction.`,
        rewrites: rewrites(operation, refused, context),
      });
    },
  },
});
