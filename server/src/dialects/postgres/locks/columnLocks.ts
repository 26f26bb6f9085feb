import type { Table } from '../../../model/catalog.ts';
import { catalogKey } from '../../../model/names.ts';
import type {
  AddColumn,
  AlterColumn,
  AlterColumnType,
  ColumnDefinition,
  DropColumn,
} from '../../../model/operation.ts';
import { columnChange } from './columnChange.ts';
import type { Effects, FactSet } from './factSet.ts';
import { building, rewriting, scanning } from './factSet.ts';
import { columnActionLocks } from './lockTable.ts';
import { provesNotNull } from './notNullProof.ts';
import { volatilePart } from './volatility.ts';

const serialTypes: ReadonlySet<string> = new Set(['serial', 'bigserial', 'smallserial']);

export function addColumnLocks(facts: FactSet, operation: AddColumn): void {
  const { column } = operation;
  const table = facts.table(operation.table);
  const isThere = operation.ifNotExists && table?.columns.some((one) => one.name === column.name);
  const effects = isThere ? {} : addColumnEffects(facts, column);
  facts.addLevels(operation.table, 'AccessExclusiveLock', effects, operation.only);
  if (isThere) return;
  for (const constraint of column.constraints) {
    if (constraint.kind !== 'foreign-key') continue;
    facts.add(constraint.referencedTable, 'ShareRowExclusiveLock');
    for (const partition of partitionsOf(facts, constraint.referencedTable)) {
      facts.add(partition.name, 'ShareRowExclusiveLock');
    }
  }
}

function addColumnEffects(facts: FactSet, column: ColumnDefinition): Effects {
  const { before, version } = facts;
  const { type } = column;
  if (type?.schema === undefined && type && serialTypes.has(type.name)) return rewriting;
  if (column.identity || column.generated?.storage === 'stored') return rewriting;
  if (type && type.arrayDimensions === 0 && before.type(type)?.constrained) return rewriting;
  const part = column.default && volatilePart(column.default, before, version);
  if (part) return part.uncertain ? { ...rewriting, uncertain: part.uncertain } : rewriting;
  const kinds = new Set(column.constraints.map((one) => one.kind));
  const hasValue = column.default !== undefined && !isNull(column);
  const builds = kinds.has('unique') || kinds.has('primary-key') || kinds.has('exclude');
  if (builds) return building;
  const checks = kinds.has('check') || (kinds.has('foreign-key') && hasValue) || (column.notNull && !hasValue);
  return checks ? scanning : {};
}

function isNull(column: ColumnDefinition): boolean {
  return column.default?.kind === 'constant' && column.default.type === 'null';
}

export function dropColumnLocks(facts: FactSet, operation: DropColumn): void {
  facts.addLevels(operation.table, 'AccessExclusiveLock', {}, operation.only);
  const table = facts.table(operation.table);
  for (const name of referencedThrough(table, operation.column)) facts.add(name, 'AccessExclusiveLock');
  if (!operation.cascade || !table) return;
  for (const child of referencingColumn(facts, table, operation.column)) facts.add(child.name, 'AccessExclusiveLock');
}

export function alterColumnTypeLocks(facts: FactSet, operation: AlterColumnType): void {
  const table = facts.table(operation.table);
  const change = columnChange(operation, table, facts);
  facts.addLevels(operation.table, 'AccessExclusiveLock', change.effects, operation.only);
  if (!table) return;
  for (const name of referencedThrough(table, operation.column)) facts.add(name, 'AccessExclusiveLock');
  // Foreign keys are checked again only where the stored values change.
  const effects = change.effects.rewrites ? { ...scanning, uncertain: change.effects.uncertain } : {};
  for (const child of referencingColumn(facts, table, operation.column)) {
    facts.add(child.name, 'AccessExclusiveLock', effects);
  }
}

export function alterColumnLocks(facts: FactSet, operation: AlterColumn): void {
  const lock = columnActionLocks[operation.action];
  const table = facts.table(operation.table);
  const column = table?.columns.find((one) => one.name === operation.column);
  switch (operation.action) {
    case 'set-not-null': {
      const isFree = column?.notNull || (table && provesNotNull(table, operation.column, facts.version));
      facts.addLevels(operation.table, lock, isFree ? {} : scanning, operation.only);
      return;
    }
    case 'set-expression': {
      const effects: Effects = column?.generated
        ? column.generated === 'stored'
          ? rewriting
          : {}
        : { ...rewriting, uncertain: 'a virtual column is not rewritten' };
      facts.addLevels(operation.table, lock, effects, operation.only);
      return;
    }
    default:
      facts.addLevels(operation.table, lock, {}, operation.only);
      return;
  }
}

/** Tables that foreign keys on this column reference. */
function referencedThrough(table: Table | undefined, column: string) {
  if (!table) return [];
  return table.constraints.flatMap(({ definition }) =>
    definition.kind === 'foreign-key' && definition.columns.includes(column) ? [definition.referencedTable] : [],
  );
}

/** Tables whose foreign keys reference this column. */
function referencingColumn(facts: FactSet, table: Table, column: string): readonly Table[] {
  const key = table.constraints.find((one) => one.definition.kind === 'primary-key')?.definition;
  const keyColumns = key?.kind === 'primary-key' ? key.columns : [];
  return facts.before.referencing(table.name).flatMap(({ table: child, constraint: { definition } }) => {
    if (definition.kind !== 'foreign-key') return [];
    const columns = definition.referencedColumns.length > 0 ? definition.referencedColumns : keyColumns;
    return columns.includes(column) ? [child] : [];
  });
}

/** Partitions of a table, all levels down. */
export function partitionsOf(
  facts: FactSet,
  name: { readonly schema?: string; readonly name: string },
): readonly Table[] {
  const table = facts.table(name);
  if (!table?.partitionBy && !table?.partitions.length) return [];
  return facts.descendants(table).filter((one) => one.partitionOf && catalogKey(one.name) !== catalogKey(table.name));
}
