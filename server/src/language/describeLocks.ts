import type { LockFact } from '../model/lock.ts';
import { type LockSummary, lockSummary } from '../model/lockSummary.ts';
import type { Operation } from '../model/operation.ts';
import type { Statement } from '../model/script.ts';

/** Taken by queries and changes of rows, which may read the whole table or one row. */
const queryLocks: readonly string[] = ['ACCESS SHARE', 'ROW SHARE', 'ROW EXCLUSIVE'];

/** The locks of a statement as Markdown, one line each; undefined where the statement changes no schema and locks nothing. */
export function describeLocks(facts: readonly LockFact[], statement: Statement): string | undefined {
  const { operations } = statement.reading;
  const nobody = operations.some(changesRows) ? 'changes of the same rows wait' : 'nothing waits';
  const summaries = lockSummary(facts);
  if (summaries.length > 0) return summaries.map((summary) => lockText(summary, nobody)).join('\n\n');
  return operations.length === 0 ? undefined : 'Takes no lock on a table that was there before.';
}

function changesRows({ kind }: Operation): boolean {
  return kind === 'update' || kind === 'delete' || kind === 'merge';
}

function lockText({ table, lock, blocks, work, uncertain }: LockSummary, nobody: string): string {
  const waits = blocks === undefined ? nobody : `${blocks} wait`;
  const nothing = queryLocks.includes(lock) ? '' : ', and no work under it grows with the table';
  const doing = work.length > 0 ? ` while it ${work.join(' and ')}` : nothing;
  return `**${lock}** lock on \`${table}\`: ${waits}${doing}${uncertain ? ` (${uncertain})` : ''}.`;
}
