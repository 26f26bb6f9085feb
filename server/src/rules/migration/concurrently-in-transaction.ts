import type { OperationOf } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { leaveTransaction } from '../support/leaveTransaction.ts';
import { transactionPhrase } from '../support/transactionPhrase.ts';

type Concurrent = OperationOf<'create-index' | 'drop-index' | 'reindex' | 'detach-partition'>;

const commands: Readonly<Record<Concurrent['kind'], string>> = {
  'create-index': 'CREATE INDEX CONCURRENTLY',
  'drop-index': 'DROP INDEX CONCURRENTLY',
  reindex: 'REINDEX CONCURRENTLY',
  'detach-partition': 'DETACH PARTITION … CONCURRENTLY',
};

function check(operation: Concurrent, context: OperationContext): void {
  if (!operation.concurrently) return;
  const where = transactionPhrase(context);
  if (!where) return;
  context.report({
    message: `${commands[operation.kind]} fails ${where}; run it alone in a migration without a transaction.`,
    evidence: [],
    rewrites: context.statement.inBodyOf ? [] : [leaveTransaction(context)],
  });
}

export default defineRule({
  id: 'concurrently-in-transaction',
  category: 'migration',
  title: 'CONCURRENTLY inside a transaction, where the server refuses it',
  severity: 'error',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['ban-concurrent-index-creation-in-transaction'] },
  operations: { 'create-index': check, 'drop-index': check, reindex: check, 'detach-partition': check },
});
