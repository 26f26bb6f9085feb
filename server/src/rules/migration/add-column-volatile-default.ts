import { rewritePhrase } from '../../model/lockSummary.ts';
import { displayName } from '../../model/names.ts';
import type { AddColumn } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { addColumnCause } from '../support/addColumnCause.ts';
import { addColumnSteps } from '../support/addColumnSteps.ts';
import { stepsInstead } from '../support/alterTableParts.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { isSql, nameText, tableText } from '../support/sourceText.ts';

function rewrites(operation: AddColumn, context: OperationContext): readonly Rewrite[] {
  const { column } = operation;
  const { typeSpan } = column;
  if (!isSql(context) || context.statement.inBodyOf || !column.default || !typeSpan) return [];
  // why: an inline constraint or collation would need steps of its own.
  if (column.constraints.length > 0 || column.collation) return [];
  const steps = stepsInstead(
    addColumnSteps({
      operation,
      tableText: tableText(operation, context),
      columnText: nameText(column.name, column.span, context),
      type: context.textOf(typeSpan),
      value: context.textOf(column.default.span),
      notNull: column.notNull,
      version: context.version,
    }),
    context,
  );
  return steps ? [{ title: 'Add the column empty, then fill it', safety: 'review', sql: { steps } }] : [];
}

export default defineRule({
  id: 'add-column-volatile-default',
  category: 'migration',
  title: 'A new column whose default differs by row rewrites the table',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['adding-field-with-default'] },
  operations: {
    'add-column'(operation, context) {
      const { column, table } = operation;
      if (!column.default) return;
      const fact = harmfulWork(context, 'rewrites');
      if (!fact || addColumnCause(operation, context) !== 'default') return;
      const value = isSql(context) ? ` ${context.textOf(column.default.span)}` : '';
      const computed = fact.uncertain ? 'may be computed for each row, and then' : 'is computed for each row, so';
      context.report({
        span: isSql(context) ? column.default.span : undefined,
        message:
          `The default${value} of ${displayName(table)}.${column.name} ${computed} ADD COLUMN ${rewritePhrase({ ...fact, uncertain: undefined })}. ` +
          'Add the column without it, then SET DEFAULT and fill the rows in batches.',
        rewrites: rewrites(operation, context),
      });
    },
  },
});
