import type { AddColumn, UniqueConstraint } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import type { OperationContext } from '../rule.ts';
import { stepsInstead } from './alterTableParts.ts';
import { constraintName } from './constraintName.ts';
import { besideTable, nameText, tableText } from './sourceText.ts';
import { usingIndexSteps } from './usingIndex.ts';

/** `UNIQUE` behind a column, with nothing that would have to move along with it. */
const bareUnique = /^(?:CONSTRAINT\s+\S+\s+)?UNIQUE(\s+NULLS\s+(?:NOT\s+)?DISTINCT)?$/i;

/**
 * ADD COLUMN … UNIQUE as the column alone, then its index built concurrently, then the constraint; undefined where the
 * text says more than that.
 */
export function uniqueColumnSteps(
  operation: AddColumn,
  constraint: UniqueConstraint,
  context: OperationContext,
): readonly RewriteStep[] | undefined {
  const { column, table } = operation;
  const unique = bareUnique.exec(context.textOf(constraint.span));
  if (!unique) return undefined;
  const [, nulls = ''] = unique;
  const named = constraintName(table, constraint, context);
  const name = nameText(named, constraint.span, context);
  const written = tableText(operation, context);
  const { text } = context.statement;
  const before = text.slice(operation.span.start, constraint.span.start).trimEnd();
  const action = before + text.slice(constraint.span.end, operation.span.end);
  const columnText = nameText(column.name, column.span, context);
  const { build, attach } = usingIndexSteps({
    name,
    label: named,
    indexName: besideTable(table, named),
    table: written,
    index: `(${columnText})${nulls}`,
    constraint: `UNIQUE USING INDEX ${name}`,
  });
  return stepsInstead(
    [
      {
        sql: [`ALTER TABLE ${written} ${action};`],
        undo: [`ALTER TABLE ${written} DROP COLUMN ${columnText};`],
        transaction: 'any',
        name: `add ${table.name} ${column.name}`,
      },
      build,
      attach,
    ],
    context,
  );
}
