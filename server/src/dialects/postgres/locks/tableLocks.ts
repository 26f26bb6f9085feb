import type { Table } from '../../../model/catalog.ts';
import { catalogKey } from '../../../model/names.ts';
import type {
  AttachPartition,
  CreateTable,
  DetachPartition,
  DropTable,
  SetTableOption,
  Truncate,
} from '../../../model/operation.ts';
import { columnsIn } from '../../../model/replay/expressions.ts';
import { tablesOf } from '../../../model/tablesOfQuery.ts';
import type { Effects, FactSet } from './factSet.ts';
import { rewriting, scanning } from './factSet.ts';
import { exclusiveParameters, tableOptionLocks } from './lockTable.ts';
import { impliesNotNull } from './notNullProof.ts';

export function createTableLocks(facts: FactSet, operation: CreateTable): void {
  const { table, partitionOf } = operation;
  if (operation.ifNotExists && facts.relation(table)) return;
  const constraints = [...operation.constraints, ...operation.columns.flatMap((column) => column.constraints)];
  for (const constraint of constraints) {
    if (constraint.kind !== 'foreign-key' || catalogKey(constraint.referencedTable) === catalogKey(table)) continue;
    facts.add(constraint.referencedTable, 'ShareRowExclusiveLock');
  }
  for (const { table: source } of operation.like) facts.add(source, 'AccessShareLock');
  for (const parent of operation.inherits) facts.add(parent, 'ShareUpdateExclusiveLock');
  for (const source of operation.query ? tablesOf(operation.query) : []) facts.add(source, 'AccessShareLock');
  if (!partitionOf) return;
  facts.add(partitionOf.parent, 'AccessExclusiveLock');
  addReferenced(facts, partitionOf.parent);
  for (const one of defaultPartitions(facts, partitionOf.parent)) facts.add(one.name, 'AccessExclusiveLock', scanning);
}

export function dropTableLocks(facts: FactSet, operation: DropTable): void {
  for (const name of operation.tables) {
    facts.addLevels(name, 'AccessExclusiveLock');
    const table = facts.table(name);
    if (!table) continue;
    // The foreign keys that a partition has from its parent go without a look at the referenced table.
    const ofParent = table.partitionOf && facts.table(table.partitionOf)?.constraints;
    for (const { definition, name: constraint } of table.constraints) {
      if (definition.kind !== 'foreign-key' || ofParent?.some((one) => one.name === constraint)) continue;
      facts.add(definition.referencedTable, 'AccessExclusiveLock');
    }
    if (operation.cascade) {
      for (const { table: child } of facts.before.referencing(table.name)) facts.add(child.name, 'AccessExclusiveLock');
    }
    if (!table.partitionOf) continue;
    facts.add(table.partitionOf, 'AccessExclusiveLock');
    for (const one of defaultPartitions(facts, table.partitionOf)) facts.add(one.name, 'AccessExclusiveLock');
  }
}

export function tableOptionLocksOf(facts: FactSet, operation: SetTableOption): void {
  const isExclusive = operation.names.some((name) => exclusiveParameters.has(name));
  const lock = isExclusive ? 'AccessExclusiveLock' : tableOptionLocks[operation.option];
  facts.add(operation.table, lock, optionEffects(operation, facts.table(operation.table)));
  if (operation.option === 'inherit' && operation.parent) facts.add(operation.parent, 'ShareUpdateExclusiveLock');
}

function optionEffects(operation: SetTableOption, table: Table | undefined): Effects {
  switch (operation.option) {
    case 'logged':
    case 'unlogged': {
      if (!table || table.isPartial) return { ...rewriting, uncertain: 'whether the table is unlogged is not known' };
      return table.unlogged === (operation.option === 'unlogged') ? {} : rewriting;
    }
    // Only a change rewrites, and what a table is in already is the default unless something says otherwise.
    case 'tablespace':
      return operation.names.includes('pg_default') ? {} : rewriting;
    case 'access-method':
      return operation.names.length === 0 || operation.names.includes('heap') ? {} : rewriting;
    default:
      return {};
  }
}

export function truncateLocks(facts: FactSet, operation: Truncate): void {
  const pending = [...operation.tables];
  const seen = new Set<string>();
  for (let name = pending.pop(); name; name = pending.pop()) {
    facts.addLevels(name, 'AccessExclusiveLock');
    const table = facts.table(name);
    if (!operation.cascade || !table || seen.has(catalogKey(table.name))) continue;
    seen.add(catalogKey(table.name));
    for (const { table: child } of facts.before.referencing(table.name)) pending.push(child.name);
  }
}

export function attachPartitionLocks(facts: FactSet, operation: AttachPartition): void {
  const parent = facts.table(operation.table);
  facts.add(operation.table, facts.version < 12 ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock');
  addReferenced(facts, operation.table);
  const partition = facts.table(operation.partition);
  const effects = operation.bound.kind === 'default' ? scanning : boundEffects(parent, partition);
  facts.addLevels(operation.partition, 'AccessExclusiveLock', effects);
  for (const one of defaultPartitions(facts, operation.table)) facts.add(one.name, 'AccessExclusiveLock', scanning);
}

/** A CHECK on the partition key that rules out nulls is there for one reason: to spare the scan. */
function boundEffects(parent: Table | undefined, partition: Table | undefined): Effects {
  const key = parent?.partitionBy?.columns ?? [];
  const covered = key.every((column) => {
    const isNotNull = partition?.columns.some((one) => one.name === column && one.notNull);
    return partition?.constraints.some(
      ({ definition, valid }) =>
        valid &&
        definition.kind === 'check' &&
        columnsIn(definition.expression).has(column) &&
        (isNotNull || impliesNotNull(definition.expression, column)),
    );
  });
  if (key.length === 0 || !covered) return scanning;
  return { uncertain: 'it is not scanned only if its CHECK implies the bounds of the partition' };
}

export function detachPartitionLocks(facts: FactSet, operation: DetachPartition): void {
  const { version } = facts;
  if (operation.concurrently && !operation.finalize) {
    facts.add(operation.table, 'ShareUpdateExclusiveLock');
    facts.add(operation.partition, 'ShareUpdateExclusiveLock');
    return;
  }
  facts.add(operation.table, operation.finalize ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock');
  addReferenced(facts, operation.table);
  facts.add(operation.partition, version < 14 ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock');
  for (const one of defaultPartitions(facts, operation.table)) facts.add(one.name, 'AccessExclusiveLock');
}

/** Foreign keys of a partitioned table are made for, or taken from, each of its partitions. */
function addReferenced(facts: FactSet, parent: { readonly schema?: string; readonly name: string }): void {
  for (const { definition } of facts.table(parent)?.constraints ?? []) {
    if (definition.kind === 'foreign-key') facts.add(definition.referencedTable, 'ShareRowExclusiveLock');
  }
}

function defaultPartitions(
  facts: FactSet,
  parent: { readonly schema?: string; readonly name: string },
): readonly Table[] {
  const partitions = facts.table(parent)?.partitions.filter(({ isDefault }) => isDefault) ?? [];
  return partitions.flatMap((name) => facts.table(name) ?? []);
}
