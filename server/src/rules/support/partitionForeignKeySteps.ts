import { quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { AddConstraint } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import type { OperationContext } from '../rule.ts';
import { constraintName } from './constraintName.ts';
import { inOrder } from './inOrder.ts';
import { isSql, nameText, replaced, tableText } from './sourceText.ts';

/**
 * A foreign key of a partitioned table where NOT VALID is refused: NOT VALID and validated on each partition, then on the
 * parent, which takes them over without a look at the rows. Undefined where the partitions are not all known, or are
 * partitioned themselves, or the statement does more than this.
 */
export function partitionForeignKeySteps(
  operation: AddConstraint,
  context: OperationContext,
): readonly RewriteStep[] | undefined {
  const { constraint } = operation;
  const table = context.catalog.relation(operation.table);
  const isAlone = context.statement.reading.operations.length === 1;
  if (!isSql(context) || !isAlone || table?.kind !== 'table' || table.partitions.length === 0) return undefined;
  const partitions = table.partitions.map((partition) => context.catalog.relation(partition));
  if (!partitions.every((partition) => partition?.kind === 'table' && !partition.partitionBy)) return undefined;
  const name = constraintName(operation.table, constraint, context);
  const text = context.textOf(constraint.span);
  const written = nameText(name, constraint.span, context);
  const definition = constraint.name ? text : `CONSTRAINT ${written} ${text}`;
  const steps = table.partitions.flatMap((partition): RewriteStep[] => {
    const alter = `ALTER TABLE ${quoteQualifiedName(partition)}`;
    return [
      {
        sql: [`${alter} ADD ${definition} NOT VALID;`],
        undo: [`${alter} DROP CONSTRAINT IF EXISTS ${written};`],
        transaction: 'any',
        name: `add ${name} to ${partition.name}`,
      },
      {
        sql: [`${alter} VALIDATE CONSTRAINT ${written};`],
        undo: [],
        transaction: 'separate',
        name: `validate ${name} on ${partition.name}`,
      },
    ];
  });
  const onParent = `${replaced(context, constraint.span, definition)};`;
  const undo = [`ALTER TABLE ${tableText(operation, context)} DROP CONSTRAINT IF EXISTS ${written};`];
  return inOrder([...steps, { sql: [onParent], undo, transaction: 'separate', name: `add ${name}` }]);
}
