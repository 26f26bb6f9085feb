import { atLeast, type LockFact } from '../../model/lock.ts';
import { lockPhrase } from '../../model/lockSummary.ts';
import { displayName } from '../../model/names.ts';
import type { Operation, OperationKind } from '../../model/operation.ts';
import { defineRule, type OperationContext, type Rule } from '../rule.ts';
import { harmfulLocks } from '../support/harmfulLock.ts';

const options = {
  timeout: { default: '5s', description: 'The lock_timeout that the fix sets.' },
} as const satisfies Rule['options'];

function check(_operation: Operation, context: OperationContext): void {
  const { session, statement } = context;
  if (session.lockedWithoutTimeout || isInForce(session.parameters.get('lock_timeout')?.value)) return;
  const strong = strongest(harmfulLocks(context));
  if (!strong) return;
  const timeout = typeof context.options.timeout === 'string' ? context.options.timeout : options.timeout.default;
  const set = `SET ${session.inTransaction || statement.inBodyOf ? 'LOCAL ' : ''}lock_timeout = '${timeout}'`;
  const [behind, waiting] = strong.blocks.includes('reads')
    ? ['one long query', 'every later query']
    : ['one long writing transaction', 'every later write'];
  context.report({
    message: `Waiting for ${lockPhrase(strong)} on ${displayName(strong.table)} behind ${behind} makes ${waiting} wait too, without an end. Limit the wait with ${set}.`,
    rewrites: [
      {
        title: `Add ${set}`,
        safety: 'safe',
        sql: { edits: [{ span: { start: 0, end: 0 }, newText: `${set};\n` }] },
      },
    ],
  });
}

function isInForce(value: string | undefined): boolean {
  return value !== undefined && !/^'?(0\s*\w*|default)'?$/i.test(value.trim());
}

function strongest(facts: readonly LockFact[]): LockFact | undefined {
  const strong = facts.filter((fact) => atLeast(fact.lock, 'ShareLock'));
  return strong.find((fact) => strong.every((other) => atLeast(fact.lock, other.lock)));
}

/** Every kind of operation that can take ShareLock or more on a table. */
const kinds = [
  'create-table',
  'drop-table',
  'rename-table',
  'set-table-option',
  'add-column',
  'drop-column',
  'rename-column',
  'alter-column-type',
  'alter-column',
  'add-constraint',
  'drop-constraint',
  'alter-constraint',
  'rename-constraint',
  'create-index',
  'drop-index',
  'reindex',
  'attach-partition',
  'detach-partition',
  'trigger',
  'policy',
  'rule',
  'create-view',
  'alter-view',
  'drop-view',
  'refresh-materialized-view',
  'alter-type',
  'alter-domain',
  'truncate',
  'vacuum',
  'cluster',
  'lock-table',
] as const satisfies readonly OperationKind[];

const operations: Rule['operations'] = Object.fromEntries(kinds.map((kind) => [kind, check]));

export default defineRule({
  id: 'lock-timeout-missing',
  category: 'migration',
  title: 'A strong lock is waited for without a limit',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'strict',
  options,
  aliases: { squawk: ['require-timeout-settings'] },
  operations,
});
