import type { CatalogView, SessionState } from '../../../model/catalog.ts';
import type { TargetVersion } from '../../../model/dialect.ts';
import type { LockFact } from '../../../model/lock.ts';
import type { Operation } from '../../../model/operation.ts';

/** Locks that the operation takes on relations which existed before it. No facts are known yet. */
export function postgresLocks(
  _operation: Operation,
  _before: CatalogView,
  _version: TargetVersion,
  _session?: SessionState,
): readonly LockFact[] {
  return [];
}
