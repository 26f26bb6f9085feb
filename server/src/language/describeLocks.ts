import type { LockFact } from '../model/lock.ts';
import { lockSummary } from '../model/lockSummary.ts';
import type { Operation } from '../model/operation.ts';
import type { Statement } from '../model/script.ts';

/** Taken by queries and changes of rows, which may read the whole table or one row. */
const queryLocks: readonly string[] = ['ACCESS SHARE', 'ROW SHARE', 'ROW EXCLUSIVE'];

function changesRows({ kind }: Operation): boolean {
  return kind === 'update' || kind === 'delete' || kind === 'merge';
}

/** The locks of a statement as a Markdown table; undefined where the statement changes no schema and locks nothing. */
export function describeLocks(facts: readonly LockFact[], statement: Statement): string | undefined {
  const summaries = lockSummary(facts);
  if (summaries.length === 0) {
    if (statement.reading.operations.length === 0) return undefined;
    return 'Takes no lock on a table that was there before.';
  }
  const nobody = statement.reading.operations.some(changesRows) ? 'changes of the same rows' : 'nothing';
  const rows = summaries.map(({ table, lock, blocks, work, uncertain }) => {
    const none = queryLocks.includes(lock) ? 'what the query takes' : 'none that grows with the table';
    const doing = work.length === 0 ? none : work.join(', ');
    return `| \`${table}\` | ${lock} | ${blocks ?? nobody} | ${doing}${uncertain ? ` (${uncertain})` : ''} |`;
  });
  return ['| Table | Lock | Waits meanwhile | Work under the lock |', '|---|---|---|---|', ...rows].join('\n');
}
