import { describe, expect, it } from 'vitest';
import type { LockFact, LockMode } from './lock.ts';
import { blocks } from './lock.ts';
import type { LockSummary } from './lockSummary.ts';
import { lockSummary } from './lockSummary.ts';

function fact(lock: LockMode, rest: Partial<LockFact> = {}): LockFact {
  const nothing = { rewrites: false, scans: false, buildsIndex: false };
  return { table: { schema: 'app', name: 'orders' }, lock, blocks: blocks(lock), ...nothing, ...rest };
}

function check(name: string, facts: readonly LockFact[], expected: Omit<LockSummary, 'table'>): void {
  it(name, () => expect(lockSummary(facts)).toEqual([{ table: 'app.orders', ...expected }]));
}

const rewriting = { rewrites: true, scans: true, buildsIndex: true };

describe('lock summary', () => {
  check('a lock alone', [fact('AccessExclusiveLock')], {
    lock: 'ACCESS EXCLUSIVE',
    blocks: 'reads and writes',
    work: [],
  });
  check('an index build', [fact('ShareLock', { scans: true, buildsIndex: true })], {
    lock: 'SHARE',
    blocks: 'writes',
    work: ['builds an index'],
  });
  check('a scan', [fact('ShareUpdateExclusiveLock', { scans: true })], {
    lock: 'SHARE UPDATE EXCLUSIVE',
    blocks: 'schema changes',
    work: ['reads every row'],
  });
  check('nothing waits', [fact('AccessShareLock')], { lock: 'ACCESS SHARE', work: [] });
  check('something is not known', [fact('AccessExclusiveLock', { ...rewriting, uncertain: 'the type is not known' })], {
    lock: 'ACCESS EXCLUSIVE',
    blocks: 'reads and writes',
    work: ['may rewrite the table and its indexes'],
    uncertain: 'the type is not known',
  });
  check(
    'the strongest of two actions',
    [fact('ShareUpdateExclusiveLock', { scans: true }), fact('AccessExclusiveLock')],
    {
      lock: 'ACCESS EXCLUSIVE',
      blocks: 'reads and writes',
      work: ['reads every row'],
    },
  );
});
