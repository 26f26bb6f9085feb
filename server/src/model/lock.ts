import type { QualifiedName } from './names.ts';

/** PostgreSQL's table-level lock modes, weakest first (manual 13.3.1). */
export const lockModes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;

export type LockMode = (typeof lockModes)[number];

export type Blocked = 'reads' | 'writes' | 'ddl';

/** What one operation does to one existing relation. */
export interface LockFact {
  readonly table: QualifiedName;
  readonly lock: LockMode;
  readonly blocks: readonly Blocked[];
  /** The whole table (and its indexes) is written anew while the lock is held. */
  readonly rewrites: boolean;
  /** Every row is read while the lock is held. */
  readonly scans: boolean;
  /** An index is built or rebuilt while the lock is held. */
  readonly buildsIndex: boolean;
  /** The fact depends on something unknown (the column's old type …): messages say "may". */
  readonly uncertain?: string;
}

const blockedBy: Readonly<Record<LockMode, readonly Blocked[]>> = {
  AccessShareLock: [],
  RowShareLock: [],
  RowExclusiveLock: [],
  ShareUpdateExclusiveLock: ['ddl'],
  ShareLock: ['writes', 'ddl'],
  ShareRowExclusiveLock: ['writes', 'ddl'],
  ExclusiveLock: ['writes', 'ddl'],
  AccessExclusiveLock: ['reads', 'writes', 'ddl'],
};

/** What other sessions cannot do to the table meanwhile (conflict table of manual 13.3.1). */
export function blocks(mode: LockMode): readonly Blocked[] {
  return blockedBy[mode];
}

/** True when `mode` is at least as strong as `floor`. */
export function atLeast(mode: LockMode, floor: LockMode): boolean {
  return rank[mode] >= rank[floor];
}

const rank: Readonly<Record<LockMode, number>> = {
  AccessShareLock: 0,
  RowShareLock: 1,
  RowExclusiveLock: 2,
  ShareUpdateExclusiveLock: 3,
  ShareLock: 4,
  ShareRowExclusiveLock: 5,
  ExclusiveLock: 6,
  AccessExclusiveLock: 7,
};

/** The SQL name: `ACCESS EXCLUSIVE`. */
export function lockName(mode: LockMode): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}
