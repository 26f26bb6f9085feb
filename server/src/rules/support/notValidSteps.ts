import type { AddConstraint } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import type { OperationContext } from '../rule.ts';
import { constraintName } from './constraintName.ts';
import { isSql, nameText, replaced, tableText } from './sourceText.ts';

/**
 * A constraint added NOT VALID, named as the server would, and validated in a step of its own. Empty for a call of a
 * tool's API: its writer knows what is meant.
 */
export function notValidSteps(operation: AddConstraint, context: OperationContext): RewriteStep[] {
  if (!isSql(context)) return [];
  const { constraint, table } = operation;
  const name = constraintName(table, constraint, context);
  const written = nameText(name, constraint.span, context);
  const naming = constraint.name ? '' : `CONSTRAINT ${written} `;
  const added = replaced(context, constraint.span, `${naming}${context.textOf(constraint.span)} NOT VALID`);
  const alter = `ALTER TABLE ${tableText(operation, context)}`;
  const drop = `${alter} DROP CONSTRAINT IF EXISTS ${written};`;
  // why: what else the statement does is the author's to take back.
  const undo = context.statement.reading.operations.length === 1 ? [drop] : undefined;
  return [
    { sql: [`${added};`], undo, transaction: 'any', name: `add ${name}` },
    {
      sql: [`${alter} VALIDATE CONSTRAINT ${written};`],
      undo: [],
      transaction: 'separate',
      name: `validate ${name}`,
    },
  ];
}
