import type { LockFact } from './lock.ts';
import { atLeast, lockName } from './lock.ts';
import { catalogKey, displayName } from './names.ts';

/** What a statement does to one relation, as short phrases: plain data for hovers and reports. */
export interface LockSummary {
  readonly table: string;
  /** `ACCESS EXCLUSIVE`. */
  readonly lock: string;
  /** What others cannot do meanwhile: `reads and writes`, `writes`, `schema changes`; undefined where nothing waits. */
  readonly blocks?: string;
  /** What takes time under the lock: `rewrites the table and its indexes`, `builds an index`, `reads every row`. */
  readonly work: readonly string[];
  /** The work depends on something unknown; why, in words. */
  readonly uncertain?: string;
}

/** One summary for each relation, from the facts of all operations of a statement. */
export function lockSummary(facts: readonly LockFact[]): readonly LockSummary[] {
  return mergedFacts(facts).map((fact) => ({
    table: displayName(fact.table),
    lock: lockName(fact.lock),
    work: workPhrases(fact),
    ...(fact.blocks.length > 0 && { blocks: blockedPhrase(fact) }),
    ...(fact.uncertain && { uncertain: fact.uncertain }),
  }));
}

/** One fact for each relation: the strongest lock, and everything that is done under it. */
export function mergedFacts(facts: readonly LockFact[]): readonly LockFact[] {
  const merged = new Map<string, LockFact>();
  for (const fact of facts) {
    const key = catalogKey(fact.table);
    const known = merged.get(key);
    merged.set(key, known ? together(known, fact) : fact);
  }
  return [...merged.values()];
}

function together(left: LockFact, right: LockFact): LockFact {
  return {
    ...(atLeast(left.lock, right.lock) ? left : right),
    rewrites: left.rewrites || right.rewrites,
    scans: left.scans || right.scans,
    buildsIndex: left.buildsIndex || right.buildsIndex,
    uncertain: left.uncertain ?? right.uncertain,
  };
}

/** What others cannot do meanwhile: `reads and writes`, `writes`, `schema changes`. */
export function blockedPhrase(fact: LockFact): string {
  if (fact.blocks.includes('reads')) return 'reads and writes';
  return fact.blocks.includes('writes') ? 'writes' : 'schema changes';
}

/** `an ACCESS EXCLUSIVE lock`, `a SHARE lock`. */
export function lockPhrase(fact: LockFact): string {
  const name = lockName(fact.lock);
  return `${/^[AE]/.test(name) ? 'an' : 'a'} ${name} lock`;
}

/** `rewrites the table while reads and writes wait`, with `may` where the fact depends on something unknown. */
export function rewritePhrase(fact: LockFact): string {
  return `${fact.uncertain ? 'may rewrite' : 'rewrites'} the table while ${blockedPhrase(fact)} wait`;
}

function workPhrases(fact: LockFact): readonly string[] {
  const may = fact.uncertain !== undefined;
  const index = fact.buildsIndex ? ' and its indexes' : '';
  if (fact.rewrites) return [`${may ? 'may rewrite' : 'rewrites'} the table${index}`];
  return [
    ...(fact.buildsIndex ? [may ? 'may build an index' : 'builds an index'] : []),
    ...(fact.scans && !fact.buildsIndex ? [may ? 'may read every row' : 'reads every row'] : []),
  ];
}
