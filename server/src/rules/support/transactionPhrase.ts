import type { StatementContext } from '../rule.ts';

/** Why the statement runs inside a transaction, as the end of a sentence; undefined where it runs outside of one. */
export function transactionPhrase(context: StatementContext): string | undefined {
  if (context.statement.inBodyOf) return 'inside a function or DO block, which is always a transaction';
  if (context.session.explicitTransaction) return 'inside the transaction opened by BEGIN';
  if (!context.session.inTransaction) return undefined;
  return context.transaction === 'run'
    ? 'inside the one transaction in which the migration tool runs all pending migrations'
    : 'inside the transaction in which the migration tool runs this file';
}
