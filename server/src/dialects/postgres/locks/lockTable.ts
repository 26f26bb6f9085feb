import type { LockMode } from '../../../model/lock.ts';
import type { AlterColumn, SetTableOption, TriggerOperation } from '../../../model/operation.ts';

/**
 * Locks that depend on nothing but the kind of action: measured on live servers 11–18 (test/data/lockMatrix.json).
 * What depends on the table, its columns or the version is in the files beside this one.
 */
export const tableOptionLocks: Readonly<Record<SetTableOption['option'], LockMode>> = {
  logged: 'AccessExclusiveLock',
  unlogged: 'AccessExclusiveLock',
  tablespace: 'AccessExclusiveLock',
  'access-method': 'AccessExclusiveLock',
  'storage-parameters': 'ShareUpdateExclusiveLock',
  'cluster-on': 'ShareUpdateExclusiveLock',
  'replica-identity': 'AccessExclusiveLock',
  'row-level-security': 'AccessExclusiveLock',
  owner: 'AccessExclusiveLock',
  inherit: 'AccessExclusiveLock',
  'without-oids': 'AccessExclusiveLock',
  trigger: 'ShareRowExclusiveLock',
  rule: 'AccessExclusiveLock',
  other: 'AccessExclusiveLock',
};

/** Storage parameters that lock more than the others. */
export const exclusiveParameters: ReadonlySet<string> = new Set(['user_catalog_table']);

export const columnActionLocks: Readonly<Record<AlterColumn['action'], LockMode>> = {
  'set-not-null': 'AccessExclusiveLock',
  'drop-not-null': 'AccessExclusiveLock',
  'set-default': 'AccessExclusiveLock',
  'drop-default': 'AccessExclusiveLock',
  'add-identity': 'AccessExclusiveLock',
  'set-identity': 'AccessExclusiveLock',
  'drop-identity': 'AccessExclusiveLock',
  'set-expression': 'AccessExclusiveLock',
  'drop-expression': 'AccessExclusiveLock',
  'set-statistics': 'ShareUpdateExclusiveLock',
  'set-storage': 'AccessExclusiveLock',
  'set-compression': 'AccessExclusiveLock',
  'set-options': 'ShareUpdateExclusiveLock',
};

export const triggerLocks: Readonly<Record<TriggerOperation['action'], LockMode>> = {
  create: 'ShareRowExclusiveLock',
  enable: 'ShareRowExclusiveLock',
  disable: 'ShareRowExclusiveLock',
  drop: 'AccessExclusiveLock',
  rename: 'AccessExclusiveLock',
};

/** Commands without an operation of their own that lock the tables they name, and from which version on. */
export const otherCommandLocks: Readonly<Record<string, { readonly lock: LockMode; readonly since: number }>> = {
  GrantStmt: { lock: 'AccessShareLock', since: 18 },
  CreatePublicationStmt: { lock: 'ShareUpdateExclusiveLock', since: 11 },
  AlterPublicationStmt: { lock: 'ShareUpdateExclusiveLock', since: 11 },
  SecLabelStmt: { lock: 'ShareUpdateExclusiveLock', since: 11 },
};

/** LOCK TABLE … IN … MODE. */
export const modeOfName: Readonly<Record<string, LockMode>> = {
  'ACCESS SHARE': 'AccessShareLock',
  'ROW SHARE': 'RowShareLock',
  'ROW EXCLUSIVE': 'RowExclusiveLock',
  'SHARE UPDATE EXCLUSIVE': 'ShareUpdateExclusiveLock',
  SHARE: 'ShareLock',
  'SHARE ROW EXCLUSIVE': 'ShareRowExclusiveLock',
  EXCLUSIVE: 'ExclusiveLock',
  'ACCESS EXCLUSIVE': 'AccessExclusiveLock',
};

/** COMMENT ON … : on something of a table (constraint, trigger, policy, rule) it only looks at the table. */
export function commentLock(objectType: string): LockMode {
  return ['constraint', 'trigger', 'policy', 'rule'].includes(objectType)
    ? 'AccessShareLock'
    : 'ShareUpdateExclusiveLock';
}
