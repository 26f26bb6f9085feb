import type { LockFact } from '../model/lock.ts';
import { lockSummary } from '../model/lockSummary.ts';
import type { Statement } from '../model/script.ts';

/** The locks of a statement as a Markdown table; undefined where the statement changes no schema and locks nothing. */
export function describeLocks(facts: readonly LockFact[], statement: Statement): string | undefined {
  const summaries = lockSummary(facts);
  if (summaries.length === 0) {
    if (statement.reading.operations.length === 0) return undefined;
    return 'Takes no lock on a table that was there before.';
  }
  const rows = summaries.map(({ table, lock, blocks, work, uncertain }) => {
    const doing = work.length === 0 ? 'none that grows with the table' : work.join(', ');
    return `| \`${table}\` | ${lock} | ${blocks ?? 'nothing'} | ${doing}${uncertain ? ` (${uncertain})` : ''} |`;
  });
  return ['| Table | Lock | Waits meanwhile | Work under the lock |', '|---|---|---|---|', ...rows].join('\n');
}
