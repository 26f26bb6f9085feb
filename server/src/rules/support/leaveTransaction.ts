import type { Rewrite } from '../../model/rewrite.ts';
import type { StatementContext } from '../rule.ts';

/** The same statement, unchanged, outside of the transaction: a marker of the tool, or a migration of its own. */
export function leaveTransaction(context: StatementContext): Rewrite {
  return {
    title: 'Run it outside the transaction',
    safety: 'review',
    intent: { kind: 'leave-transaction' },
    sql: {
      steps: [{ sql: [`${context.statement.text};`], transaction: 'forbidden', name: 'outside transaction' }],
    },
  };
}
