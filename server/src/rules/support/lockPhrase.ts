import { type LockFact, lockName } from '../../model/lock.ts';

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
