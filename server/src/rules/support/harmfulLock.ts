import type { LockFact } from '../../model/lock.ts';
import { catalogKey, type QualifiedName } from '../../model/names.ts';
import type { OperationContext } from '../rule.ts';
import { existedBefore } from './fileOperations.ts';

/**
 * The operation's locks on tables that others may be using: not temporary, and not new in this file, since no code that
 * runs knows a new table, whatever rows the file puts into it.
 */
export function harmfulLocks(context: OperationContext): readonly LockFact[] {
  return context.locks().filter((fact) => existedBefore(context.catalog, fact.table, context.script.file));
}

/** The operation's lock on this table; undefined where it takes none, or one that harms nobody. */
export function harmfulLock(context: OperationContext, table: QualifiedName): LockFact | undefined {
  const key = catalogKey(table);
  return harmfulLocks(context).find((fact) => catalogKey(fact.table) === key);
}

/**
 * The lock under which the operation does this to a table that others may be using: to the table that it names, or to a
 * partition or child of it.
 */
export function harmfulWork(
  context: OperationContext,
  work: 'rewrites' | 'scans' | 'buildsIndex',
): LockFact | undefined {
  return harmfulLocks(context).find((fact) => fact[work]);
}
