import type { LockFact } from '../model/lock.ts';
import { type LockSummary, lockSummary } from '../model/lockSummary.ts';
import type { Statement } from '../model/script.ts';

/** The locks of a statement as Markdown, one line each; undefined where the statement changes no schema and locks nothing. */
export function describeLocks(facts: readonly LockFact[], statement: Statement): string | undefined {
  const summaries = lockSummary(facts);
  if (summaries.length > 0) return summaries.map((summary) => lockText(summary)).join('\n\n');
  if (statement.reading.operations.length === 0) return undefined;
  return 'Takes no lock on a table that was there before.';
}

function lockText({ table, lock, blocks, work, uncertain }: LockSummary): string {
  const waits = blocks === undefined ? 'nothing waits' : `${blocks} wait`;
  const doing = work.length > 0 ? ` while it ${work.join(' and ')}` : ', and no work under it grows with the table';
  return `**${lock}** lock on \`${table}\`: ${waits}${doing}${uncertain ? ` (${uncertain})` : ''}.`;
}
