import { atLeast, type Blocked, type LockFact, lockName } from '../model/lock.ts';
import { displayName } from '../model/names.ts';
import type { Statement } from '../model/script.ts';

const blockedWords: Readonly<Record<Blocked, string>> = {
  reads: 'reads',
  writes: 'writes',
  ddl: 'schema changes',
};

/** The locks of a statement as a Markdown table; undefined where the statement changes no schema and locks nothing. */
export function describeLocks(facts: readonly LockFact[], statement: Statement): string | undefined {
  const strongest = strongestByTable(facts);
  if (strongest.length === 0) {
    if (statement.reading.operations.length === 0) return undefined;
    return 'Takes no lock on a table that was there before.';
  }
  const rows = strongest.map(
    (fact) =>
      `| \`${displayName(fact.table)}\` | ${lockName(fact.lock)} | ${blockedBy(fact)} | ${work(fact)}${fact.uncertain ? ` (${fact.uncertain})` : ''} |`,
  );
  return ['| Table | Lock | Blocks meanwhile | Work under the lock |', '|---|---|---|---|', ...rows].join('\n');
}

function strongestByTable(facts: readonly LockFact[]): readonly LockFact[] {
  const byTable = new Map<string, LockFact>();
  for (const fact of facts) {
    const key = displayName(fact.table);
    const known = byTable.get(key);
    if (!known) byTable.set(key, fact);
    else {
      const stronger = atLeast(fact.lock, known.lock) ? fact : known;
      byTable.set(key, {
        ...stronger,
        rewrites: fact.rewrites || known.rewrites,
        scans: fact.scans || known.scans,
        buildsIndex: fact.buildsIndex || known.buildsIndex,
        uncertain: fact.uncertain ?? known.uncertain,
      });
    }
  }
  return [...byTable.values()];
}

function blockedBy(fact: LockFact): string {
  return fact.blocks.length === 0 ? 'nothing' : fact.blocks.map((kind) => blockedWords[kind]).join(', ');
}

function work(fact: LockFact): string {
  const parts = [
    fact.rewrites && 'rewrites the table',
    fact.scans && !fact.rewrites && 'reads every row',
    fact.buildsIndex && !fact.rewrites && 'builds an index',
  ].filter(Boolean);
  return parts.length === 0 ? 'none that grows with the table' : parts.join(', ');
}
