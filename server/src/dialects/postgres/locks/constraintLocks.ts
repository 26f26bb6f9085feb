import type { Table } from '../../../model/catalog.ts';
import { catalogKey } from '../../../model/names.ts';
import type {
  AddConstraint,
  AlterConstraint,
  ConstraintDefinition,
  DropConstraint,
  ForeignKeyConstraint,
  UniqueConstraint,
  ValidateConstraint,
} from '../../../model/operation.ts';
import { partitionsOf } from './columnLocks.ts';
import type { Effects, FactSet } from './factSet.ts';
import { building, scanning } from './factSet.ts';
import { provesNotNull } from './notNullProof.ts';

export function addConstraintLocks(facts: FactSet, operation: AddConstraint): void {
  const { constraint, only } = operation;
  const table = facts.table(operation.table);
  switch (constraint.kind) {
    case 'check':
      facts.addLevels(operation.table, 'AccessExclusiveLock', isUnchecked(constraint) ? {} : scanning, only);
      return;
    case 'not-null': {
      const isFree = constraint.notValid || table?.columns.some((one) => one.name === constraint.column && one.notNull);
      facts.addLevels(operation.table, 'AccessExclusiveLock', isFree ? {} : scanning, only);
      return;
    }
    case 'unique':
    case 'primary-key':
      facts.addLevels(operation.table, 'AccessExclusiveLock', uniqueEffects(facts, table, constraint), only);
      return;
    case 'exclude':
      facts.addLevels(operation.table, 'AccessExclusiveLock', building, only);
      return;
    case 'foreign-key':
      addForeignKeyLocks(facts, operation, constraint);
      return;
  }
}

function isUnchecked(constraint: ConstraintDefinition): boolean {
  return constraint.notValid || constraint.notEnforced === true;
}

function uniqueEffects(facts: FactSet, table: Table | undefined, constraint: UniqueConstraint): Effects {
  if (!constraint.usingIndex) return building;
  if (constraint.kind === 'unique') return {};
  const index = table?.indexes.find((one) => one.name === constraint.usingIndex);
  if (!table || !index) {
    return { ...scanning, uncertain: 'whether the columns of the index are NOT NULL is not known' };
  }
  const isProved = index.elements.every(({ column }) => {
    const known = table.columns.find((one) => one.name === column);
    return known?.notNull || (column !== undefined && provesNotNull(table, column, facts.version));
  });
  return isProved ? {} : scanning;
}

function addForeignKeyLocks(facts: FactSet, operation: AddConstraint, constraint: ForeignKeyConstraint): void {
  const effects = isUnchecked(constraint) ? {} : scanning;
  facts.add(operation.table, 'ShareRowExclusiveLock', effects);
  for (const partition of partitionsOf(facts, operation.table)) {
    facts.add(partition.name, 'ShareRowExclusiveLock', hasForeignKey(partition, constraint) ? {} : effects);
  }
  facts.add(constraint.referencedTable, 'ShareRowExclusiveLock');
  for (const partition of partitionsOf(facts, constraint.referencedTable)) {
    facts.add(partition.name, 'ShareRowExclusiveLock');
  }
}

/** A partition that has the same key, validated, is not checked again (measured on 18). */
function hasForeignKey(partition: Table, key: ForeignKeyConstraint): boolean {
  return partition.constraints.some(({ definition, valid }) => {
    if (!valid || definition.kind !== 'foreign-key') return false;
    if (catalogKey(definition.referencedTable) !== catalogKey(key.referencedTable)) return false;
    return (
      definition.columns.join() === key.columns.join() &&
      definition.referencedColumns.join() === key.referencedColumns.join()
    );
  });
}

export function dropConstraintLocks(facts: FactSet, operation: DropConstraint): void {
  const table = facts.table(operation.table);
  facts.addLevels(operation.table, 'AccessExclusiveLock', {}, operation.only);
  const definition = definitionOf(table, operation.name);
  if (definition?.kind === 'foreign-key') facts.add(definition.referencedTable, 'AccessExclusiveLock');
  const isKey = definition?.kind === 'primary-key' || definition?.kind === 'unique';
  if (!table || !isKey || !operation.cascade) return;
  for (const { table: child, constraint } of facts.before.referencing(table.name)) {
    if (constraint.definition.kind !== 'foreign-key') continue;
    const columns = constraint.definition.referencedColumns;
    const dependsOnKey = columns.length === 0 || columns.every((column) => definition.columns.includes(column));
    if (dependsOnKey) facts.add(child.name, 'AccessExclusiveLock');
  }
}

export function validateConstraintLocks(facts: FactSet, operation: ValidateConstraint): void {
  const table = facts.table(operation.table);
  const constraint = table?.constraints.find((one) => one.name === operation.name);
  const effects = constraint?.valid ? {} : scanning;
  facts.addLevels(operation.table, 'ShareUpdateExclusiveLock', effects, operation.only);
  if (constraint?.definition.kind !== 'foreign-key') return;
  facts.add(constraint.definition.referencedTable, 'RowShareLock');
}

export function alterConstraintLocks(facts: FactSet, operation: AlterConstraint): void {
  const table = facts.table(operation.table);
  facts.addLevels(operation.table, 'AccessExclusiveLock', operation.enforced ? scanning : {}, operation.only);
  const definition = definitionOf(table, operation.name);
  if (operation.enforced === undefined || definition?.kind !== 'foreign-key') return;
  facts.add(definition.referencedTable, operation.enforced ? 'ShareRowExclusiveLock' : 'AccessExclusiveLock');
}

function definitionOf(table: Table | undefined, name: string): ConstraintDefinition | undefined {
  return table?.constraints.find((one) => one.name === name)?.definition;
}
