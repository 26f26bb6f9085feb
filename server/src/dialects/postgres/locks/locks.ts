import type { CatalogView, SessionState } from '../../../model/catalog.ts';
import type { TargetVersion } from '../../../model/dialect.ts';
import type { LockFact } from '../../../model/lock.ts';
import type { Operation } from '../../../model/operation.ts';
import { addColumnLocks, alterColumnLocks, alterColumnTypeLocks, dropColumnLocks } from './columnLocks.ts';
import {
  addConstraintLocks,
  alterConstraintLocks,
  dropConstraintLocks,
  validateConstraintLocks,
} from './constraintLocks.ts';
import { FactSet } from './factSet.ts';
import { commentLock, modeOfName, triggerLocks } from './lockTable.ts';
import {
  alterDomainLocks,
  alterIndexLocks,
  alterTypeLocks,
  clusterLocks,
  createIndexLocks,
  createViewLocks,
  dataLocks,
  dropIndexLocks,
  dropObjectLocks,
  otherCommandLocksOf,
  refreshLocks,
  reindexLocks,
  schemaLocks,
  vacuumLocks,
} from './objectLocks.ts';
import {
  attachPartitionLocks,
  createTableLocks,
  detachPartitionLocks,
  dropTableLocks,
  tableOptionLocksOf,
  truncateLocks,
} from './tableLocks.ts';

/**
 * Locks that the operation takes on tables and views which existed before it (indexes and sequences are left out), and what
 * it does to them meanwhile. `session`: its TimeZone decides some type changes.
 */
export function postgresLocks(
  operation: Operation,
  before: CatalogView,
  version: TargetVersion,
  session?: SessionState,
): readonly LockFact[] {
  if (
    'tableIfExists' in operation &&
    operation.tableIfExists &&
    before.isComplete &&
    !before.relation(operation.table)
  ) {
    return [];
  }
  const facts = new FactSet(before, version, session);
  collect(facts, operation);
  return facts.result;
}

function collect(facts: FactSet, operation: Operation): void {
  switch (operation.kind) {
    case 'create-table':
      createTableLocks(facts, operation);
      return;
    case 'drop-table':
      dropTableLocks(facts, operation);
      return;
    case 'rename-table':
      facts.add(operation.table, 'AccessExclusiveLock');
      return;
    case 'set-table-option':
      tableOptionLocksOf(facts, operation);
      return;
    case 'add-column':
      addColumnLocks(facts, operation);
      return;
    case 'drop-column':
      dropColumnLocks(facts, operation);
      return;
    case 'rename-column':
    case 'rename-constraint':
      facts.addLevels(operation.table, 'AccessExclusiveLock', {}, operation.only);
      return;
    case 'alter-column-type':
      alterColumnTypeLocks(facts, operation);
      return;
    case 'alter-column':
      alterColumnLocks(facts, operation);
      return;
    case 'add-constraint':
      addConstraintLocks(facts, operation);
      return;
    case 'drop-constraint':
      dropConstraintLocks(facts, operation);
      return;
    case 'validate-constraint':
      validateConstraintLocks(facts, operation);
      return;
    case 'alter-constraint':
      alterConstraintLocks(facts, operation);
      return;
    case 'create-index':
      createIndexLocks(facts, operation);
      return;
    case 'drop-index':
      dropIndexLocks(facts, operation);
      return;
    case 'alter-index':
      alterIndexLocks(facts, operation);
      return;
    case 'reindex':
      reindexLocks(facts, operation);
      return;
    case 'attach-partition':
      attachPartitionLocks(facts, operation);
      return;
    case 'detach-partition':
      detachPartitionLocks(facts, operation);
      return;
    case 'trigger':
      facts.add(operation.table, triggerLocks[operation.action]);
      return;
    case 'policy':
    case 'rule':
      facts.add(operation.table, 'AccessExclusiveLock');
      return;
    case 'create-view':
      createViewLocks(facts, operation);
      return;
    case 'alter-view':
      facts.add(operation.view, 'AccessExclusiveLock');
      return;
    case 'drop-view':
      for (const view of operation.views) facts.add(view, 'AccessExclusiveLock');
      return;
    case 'refresh-materialized-view':
      refreshLocks(facts, operation);
      return;
    case 'alter-type':
      alterTypeLocks(facts, operation);
      return;
    case 'alter-domain':
      alterDomainLocks(facts, operation);
      return;
    case 'schema':
      schemaLocks(facts, operation);
      return;
    case 'drop-object':
      dropObjectLocks(facts, operation);
      return;
    case 'comment':
      if (operation.table) facts.add(operation.table, commentLock(operation.objectType));
      return;
    case 'statistics':
      if (operation.table) facts.add(operation.table, 'ShareUpdateExclusiveLock');
      return;
    case 'truncate':
      truncateLocks(facts, operation);
      return;
    case 'vacuum':
      vacuumLocks(facts, operation);
      return;
    case 'analyze':
      for (const table of operation.tables) facts.addLevels(table, 'ShareUpdateExclusiveLock');
      return;
    case 'cluster':
      clusterLocks(facts, operation);
      return;
    case 'lock-table':
      for (const table of operation.tables) facts.addLevels(table, modeOfName[operation.mode] ?? 'AccessExclusiveLock');
      return;
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'copy':
    case 'select':
      dataLocks(facts, operation);
      return;
    case 'other':
      otherCommandLocksOf(facts, operation);
      return;
    case 'create-type':
    case 'create-function':
    case 'sequence':
    case 'set-parameter':
    case 'transaction':
      return;
  }
}
