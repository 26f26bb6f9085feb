import { displayName } from '../../model/names.ts';
import type { ValidateConstraint } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { alterTableParts } from '../support/alterTableParts.ts';
import { harmfulLock } from '../support/harmfulLock.ts';

/** True where another action of the same ALTER TABLE adds the constraint. */
function isAddedHere(operation: ValidateConstraint, context: OperationContext): boolean {
  return context.statement.reading.operations.some(
    (other) => other.kind === 'add-constraint' && other.constraint.name === operation.name && other.constraint.notValid,
  );
}

function rewrites(operation: ValidateConstraint, context: OperationContext): readonly Rewrite[] {
  const parts = alterTableParts(context);
  if (!parts || context.statement.inBodyOf) return [];
  const rest = [...parts.before, ...parts.after];
  return [
    {
      title: 'Validate in a transaction of its own',
      safety: 'review',
      sql: {
        steps: [
          ...(rest.length > 0 ? [{ sql: rest, transaction: 'any' as const, name: `add ${operation.name}` }] : []),
          { sql: [parts.action], undo: [], transaction: 'separate', name: `validate ${operation.name}` },
        ],
      },
    },
  ];
}

export default defineRule({
  id: 'validate-in-same-transaction',
  category: 'migration',
  title: 'A constraint is validated in the transaction that added it, under its strong lock',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  operations: {
    'validate-constraint'(operation, context) {
      const added = context.session.notValidInTransaction(operation.table, operation.name);
      if (!added && !isAddedHere(operation, context)) return;
      if (!harmfulLock(context, operation.table)) return;
      context.report({
        message:
          `Validating ${operation.name} in the transaction that added it reads all of ${displayName(operation.table)} while the ` +
          'lock of ADD CONSTRAINT still blocks others. VALIDATE it in a transaction of its own.',
        related: added
          ? [
              {
                file: added.file === context.script.file ? undefined : added.file,
                span: added.span,
                message: 'added NOT VALID here',
              },
            ]
          : [],
        rewrites: rewrites(operation, context),
      });
    },
  },
});
