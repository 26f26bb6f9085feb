import { rewritePhrase } from '../../model/lockSummary.ts';
import { displayName } from '../../model/names.ts';
import type { AddColumn } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { keywordSpan } from '../support/keywordSpan.ts';
import { isSql } from '../support/sourceText.ts';

/** First version with generated columns that are computed when they are read. */
const virtualSince = 18;

function rewrites(operation: AddColumn, context: OperationContext): readonly Rewrite[] {
  const { column } = operation;
  // why: a virtual column can have no index behind an inline constraint, and NOT NULL on it reads the table.
  if (context.version < virtualSince || column.notNull || column.constraints.length > 0 || !isSql(context)) return [];
  const stored = keywordSpan(context.statement.text, ['STORED'], column.generated?.expression.span.end);
  if (!stored) return [];
  const edits = [{ span: stored, newText: 'VIRTUAL' }];
  return [{ title: 'Compute the column when it is read', safety: 'review', sql: { edits } }];
}

export default defineRule({
  id: 'add-column-generated-stored',
  category: 'migration',
  title: 'A new stored generated column rewrites the table',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['adding-field-with-default'] },
  operations: {
    'add-column'(operation, context) {
      const { column, table } = operation;
      if (column.generated?.storage !== 'stored') return;
      const fact = harmfulWork(context, 'rewrites');
      if (!fact) return;
      const way =
        context.version >= virtualSince
          ? 'A VIRTUAL column is free; or keep a plain column with a trigger.'
          : 'Keep a plain column with a trigger, filled in batches.';
      context.report({
        message: `Adding the stored generated column ${displayName(table)}.${column.name} computes it for every row: it ${rewritePhrase(fact)}. ${way}`,
        rewrites: rewrites(operation, context),
      });
    },
  },
});
