import type {
  AlterDomain,
  AlterIndex,
  AlterType,
  Cluster,
  CreateIndex,
  CreateView,
  DataOperation,
  DropIndex,
  DropObject,
  OtherCommand,
  RefreshMaterializedView,
  Reindex,
  SchemaOperation,
  Vacuum,
} from '../../../model/operation.ts';
import { tablesOf } from '../../../model/tablesOfQuery.ts';
import type { FactSet } from './factSet.ts';
import { building, rewriting, scanning } from './factSet.ts';
import { otherCommandLocks } from './lockTable.ts';

export function createIndexLocks(facts: FactSet, operation: CreateIndex): void {
  const table = facts.relation(operation.table);
  const isThere = operation.ifNotExists && table?.indexes.some((index) => index.name === operation.name);
  const lock = operation.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock';
  facts.addLevels(operation.table, lock, isThere ? {} : building, operation.only);
}

export function dropIndexLocks(facts: FactSet, operation: DropIndex): void {
  const lock = operation.concurrently ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock';
  for (const name of operation.indexes) {
    const table = facts.before.index(name)?.table.name ?? operation.table;
    if (table) facts.addLevels(table, lock);
  }
}

/** Only the index itself is locked, except that ATTACH looks at the tables. */
export function alterIndexLocks(facts: FactSet, operation: AlterIndex): void {
  if (operation.action !== 'attach-partition') return;
  for (const name of [operation.index, operation.partition]) {
    const table = name && facts.before.index(name)?.table.name;
    if (table) facts.add(table, 'AccessShareLock');
  }
}

export function reindexLocks(facts: FactSet, operation: Reindex): void {
  const lock = operation.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock';
  if (!operation.name) return;
  if (operation.target === 'table') facts.addLevels(operation.name, lock, building);
  if (operation.target !== 'index') return;
  const table = facts.before.index(operation.name)?.table.name;
  if (table) facts.add(table, lock, building);
}

export function createViewLocks(facts: FactSet, operation: CreateView): void {
  for (const source of operation.query ? tablesOf(operation.query) : []) facts.add(source, 'AccessShareLock');
  if (operation.orReplace && facts.relation(operation.view)) facts.add(operation.view, 'AccessExclusiveLock');
}

export function refreshLocks(facts: FactSet, operation: RefreshMaterializedView): void {
  const view = facts.relation(operation.view);
  if (operation.concurrently) facts.add(operation.view, 'ExclusiveLock');
  else facts.add(operation.view, 'AccessExclusiveLock', rewriting);
  if (view && view.kind !== 'table') for (const source of view.reads) facts.add(source, 'AccessShareLock');
}

export function alterTypeLocks(facts: FactSet, operation: AlterType): void {
  if (operation.action !== 'attribute' || !operation.cascade) return;
  const effects = { ...rewriting, uncertain: 'only another type of the attribute rewrites the table' };
  for (const table of facts.before.usingType(operation.type)) {
    if (table.ofType) facts.add(table.name, 'AccessExclusiveLock', effects);
  }
}

export function alterDomainLocks(facts: FactSet, operation: AlterDomain): void {
  const checks =
    operation.action === 'validate-constraint' ||
    operation.action === 'set-not-null' ||
    (operation.action === 'add-constraint' && !operation.notValid);
  if (!checks) return;
  for (const table of facts.before.usingType(operation.domain)) facts.add(table.name, 'ShareLock', scanning);
}

export function vacuumLocks(facts: FactSet, operation: Vacuum): void {
  for (const table of operation.tables) {
    if (operation.full) facts.addLevels(table, 'AccessExclusiveLock', rewriting);
    else facts.addLevels(table, 'ShareUpdateExclusiveLock');
  }
}

export function clusterLocks(facts: FactSet, operation: Cluster): void {
  if (operation.table) facts.addLevels(operation.table, 'AccessExclusiveLock', rewriting);
}

/** Everything in a schema that is dropped with CASCADE. */
export function schemaLocks(facts: FactSet, operation: SchemaOperation): void {
  if (operation.action !== 'drop' || !operation.cascade) return;
  for (const relation of facts.before.relations()) {
    if ((relation.name.schema ?? 'public') === operation.name) facts.add(relation.name, 'AccessExclusiveLock');
  }
}

export function dropObjectLocks(facts: FactSet, operation: DropObject): void {
  if (!operation.cascade || (operation.objectType !== 'type' && operation.objectType !== 'domain')) return;
  for (const name of operation.names) {
    for (const table of facts.before.usingType(name)) facts.add(table.name, 'AccessExclusiveLock');
  }
}

export function dataLocks(facts: FactSet, operation: DataOperation): void {
  for (const table of operation.tables) facts.addLevels(table, 'RowExclusiveLock');
  const readLock = operation.locksRows ? 'RowShareLock' : 'AccessShareLock';
  for (const table of operation.reads) facts.addLevels(table, readLock);
}

export function otherCommandLocksOf(facts: FactSet, operation: OtherCommand): void {
  const known = otherCommandLocks[operation.command];
  if (!known || facts.version < known.since) return;
  for (const table of operation.tables ?? []) facts.add(table, known.lock);
}
