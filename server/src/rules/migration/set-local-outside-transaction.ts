import type { OperationOf } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { keywordSpan } from '../support/keywordSpan.ts';
import { isSql } from '../support/sourceText.ts';

function check(operation: OperationOf<'set-parameter'>, context: OperationContext): void {
  const { session, statement } = context;
  if (operation.scope !== 'local' || session.inTransaction || statement.inBodyOf) return;
  const words = isSql(context) ? keywordSpan(statement.text, ['SET', 'LOCAL']) : undefined;
  context.report({
    span: words,
    // Whatever runs a plain file may open a transaction that nobody knows of.
    severity: context.transaction === 'none' ? 'info' : 'warning',
    message: `SET LOCAL ${operation.name} has no effect outside a transaction: the server warns and goes on without it. Use SET, or open a transaction with BEGIN first.`,
    rewrites: words
      ? [{ title: 'Set it for the session', safety: 'review', sql: { edits: [{ span: words, newText: 'SET' }] } }]
      : [],
  });
}

export default defineRule({
  id: 'set-local-outside-transaction',
  category: 'migration',
  title: 'SET LOCAL where no transaction is open',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  operations: { 'set-parameter': check },
});
