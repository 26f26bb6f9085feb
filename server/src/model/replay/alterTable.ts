import type { Column, Table } from '../catalog.ts';
import { appended, type List, named, withoutNamed } from '../list.ts';
import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import type {
  AddColumn,
  AddConstraint,
  AlterColumn,
  AlterColumnType,
  AttachPartition,
  ConstraintDefinition,
  DetachPartition,
  DropColumn,
  DropConstraint,
  RenameColumn,
  RenameConstraint,
  SetTableOption,
} from '../operation.ts';
import {
  mapColumn,
  primaryKey,
  rememberNotValid,
  withConstraint,
  withoutConstraint,
  withValidated,
} from './constraints.ts';
import { indexUses, newColumn, partitionName, withParentForeignKeys, withParentIndexes } from './createTable.ts';
import { columnsIn, renamedColumn } from './expressions.ts';
import type { SchemaState } from './schemaState.ts';
import { dropViewsOf, renameUsed } from './views.ts';

interface OnTable {
  readonly table: QualifiedName;
  readonly tableIfExists?: boolean;
}

/** The table of an action; one not seen before is entered as existing and partly known. Undefined for views and the like. */
export function knownTable(state: SchemaState, operation: OnTable): Table | undefined {
  const relation = state.relation(operation.table);
  if (relation) return relation.kind === 'table' ? relation : undefined;
  if (operation.tableIfExists) return undefined;
  return {
    kind: 'table',
    name: state.newName(operation.table),
    columns: [],
    constraints: [],
    indexes: [],
    temporary: false,
    unlogged: false,
    partitions: [],
    inherits: [],
    origin: state.origin,
    createdInFile: '',
    hasRows: true,
    isPartial: true,
  };
}

export function addColumn(state: SchemaState, operation: AddColumn): void {
  const { column, ifNotExists } = operation;
  forEachLevel(state, operation, (table) => {
    if (ifNotExists && named(table.columns, column.name)) return table;
    const columns = appended(withoutNamed(table.columns, column.name), newColumn(state, table.name.name, column));
    return column.constraints.reduce<Table>((next, one) => withConstraint(state, next, one, column.name), {
      ...table,
      columns,
    });
  });
}

export function dropColumn(state: SchemaState, operation: DropColumn): void {
  const dropped: Table[] = [];
  forEachLevel(state, operation, (table) => {
    dropped.push(table);
    return withoutColumn(table, operation.column);
  });
  if (!operation.cascade) return;
  for (const table of dropped) dropViewsOf(state, table, operation.column);
  dropReferences(state, operation.table, [operation.column]);
}

/** The table without a column and without what depends on it. */
export function withoutColumn(table: Table, column: string): Table {
  if (!table.isPartial && !named(table.columns, column)) return table;
  const dropped = table.constraints.filter((one) => constraintUses(one.definition, column));
  const indexes = table.indexes.filter(
    (index) => !indexUses(index, column) && !dropped.some((one) => one.name === index.constraint),
  );
  return {
    ...table,
    columns: withoutNamed(table.columns, column),
    constraints: dropped.length > 0 ? table.constraints.filter((one) => !dropped.includes(one)) : table.constraints,
    indexes: indexes.length < table.indexes.length ? indexes : table.indexes,
  };
}

export function renameColumn(state: SchemaState, operation: RenameColumn): void {
  const { column: from, to } = operation;
  const key = state.keyOf(operation.table);
  const table = state.table(operation.table);
  if (table) renameUsed(state, table, from, to);
  forEachLevel(state, operation, (table) => ({
    ...table,
    columns: mapColumn(table.columns, from, (one) => ({ ...one, name: to })),
    constraints: table.constraints.map((one) => ({
      ...one,
      definition: renamedInConstraint(one.definition, from, to),
    })),
    indexes: table.indexes.map((index) => ({
      ...index,
      ...(index.where && { where: renamedColumn(index.where, from, to) }),
      elements: index.elements.map((element) => ({
        ...renamedColumn(element, from, to),
        ...(element.column === from && { column: to }),
      })),
    })),
    ...(table.partitionBy && {
      partitionBy: { ...table.partitionBy, columns: renamedIn(table.partitionBy.columns, from, to) },
    }),
  }));
  for (const child of state.referencing(key)) {
    state.put({
      ...child,
      constraints: child.constraints.map((one) =>
        one.definition.kind === 'foreign-key' && catalogKey(one.definition.referencedTable) === key
          ? {
              ...one,
              definition: {
                ...one.definition,
                referencedColumns: renamedIn(one.definition.referencedColumns, from, to),
              },
            }
          : one,
      ),
    });
  }
}

export function alterColumnType(state: SchemaState, operation: AlterColumnType): void {
  forEachColumn(state, operation, (column) => ({ ...column, type: operation.type }));
}

export function alterColumn(state: SchemaState, operation: AlterColumn): void {
  forEachColumn(state, operation, (column) => alteredColumn(column, operation));
}

function alteredColumn(column: Column, operation: AlterColumn): Column {
  switch (operation.action) {
    case 'set-not-null':
      return { ...column, notNull: true };
    case 'drop-not-null':
      return { ...column, notNull: false };
    case 'set-default':
      return { ...column, default: operation.default };
    case 'drop-default':
      return { ...column, default: undefined };
    case 'add-identity':
      return { ...column, identity: column.identity ?? 'by-default' };
    case 'drop-identity':
      return { ...column, identity: undefined };
    case 'drop-expression':
      return { ...column, generated: undefined };
    case 'set-identity':
    case 'set-expression':
    case 'set-statistics':
    case 'set-storage':
    case 'set-compression':
    case 'set-options':
      return column;
  }
}

export function addConstraint(state: SchemaState, operation: AddConstraint, transaction: string): void {
  const { constraint } = operation;
  forEachLevel(state, operation, (table, root) => {
    const isRoot = table === root;
    // Inheriting tables have no foreign keys of their parents; partitions have, under the same names.
    if (constraint.kind === 'foreign-key' && !isRoot) {
      const parent = table.partitionOf && state.table(root.name);
      return parent ? withParentForeignKeys(table, parent) : table;
    }
    const next = withConstraint(state, table, constraint);
    const added = next.constraints.at(-1);
    if (added && !added.valid) rememberNotValid(state, transaction, table, added.name);
    return next;
  });
}

export function dropConstraint(state: SchemaState, operation: DropConstraint): void {
  const table = state.table(operation.table);
  const dropped = table && named(table.constraints, operation.name)?.definition;
  forEachLevel(state, operation, (level) => withoutConstraint(level, operation.name));
  const isKey = dropped?.kind === 'primary-key' || dropped?.kind === 'unique';
  if (isKey && operation.cascade) dropReferences(state, operation.table, dropped.columns);
}

export function setConstraintValid(
  state: SchemaState,
  operation: OnTable & { readonly name: string; readonly only?: boolean },
  valid: boolean,
): void {
  forEachLevel(state, operation, (table) => withValidated(table, operation.name, valid));
}

export function renameConstraint(state: SchemaState, operation: RenameConstraint): void {
  const { name, to } = operation;
  forEachLevel(state, operation, (table) => ({
    ...table,
    constraints: table.constraints.map((one) => (one.name === name ? { ...one, name: to } : one)),
    indexes: table.indexes.map((index) => (index.constraint === name ? { ...index, name: to, constraint: to } : index)),
  }));
}

export function setTableOption(state: SchemaState, operation: SetTableOption): void {
  const table = knownTable(state, operation);
  if (!table) return;
  switch (operation.option) {
    case 'logged':
    case 'unlogged':
      state.put({ ...table, unlogged: operation.option === 'unlogged' });
      return;
    case 'inherit': {
      if (!operation.parent) return;
      const parent = state.relation(operation.parent)?.name ?? operation.parent;
      const others = table.inherits.filter((one) => catalogKey(one) !== catalogKey(parent));
      const isRemoval = operation.names[0] === 'no inherit';
      state.put({ ...table, inherits: isRemoval ? others : [...others, parent] });
      return;
    }
    default:
      state.put(table);
      return;
  }
}

export function attachPartition(state: SchemaState, operation: AttachPartition): void {
  const parent = knownTable(state, operation);
  const partition = knownTable(state, { table: operation.partition });
  if (!parent || !partition) return;
  const attached = { ...partition, partitionOf: parent.name, bound: operation.bound };
  state.put(withParentForeignKeys(withParentIndexes(state, attached, parent), parent));
  const others = parent.partitions.filter((name) => catalogKey(name) !== catalogKey(partition.name));
  state.put({ ...parent, partitions: appended(others, partitionName(partition.name, operation.bound)) });
}

export function detachPartition(state: SchemaState, operation: DetachPartition): void {
  const parent = knownTable(state, operation);
  const partition = knownTable(state, { table: operation.partition });
  if (!parent || !partition) return;
  const { partitionOf: _parent, bound: _bound, ...detached } = partition;
  state.put(detached);
  const key = catalogKey(partition.name);
  state.put({ ...parent, partitions: parent.partitions.filter((name) => catalogKey(name) !== key) });
}

/** Removes foreign keys of other tables to these columns (or to any, where none are given), as CASCADE does. */
export function dropReferences(state: SchemaState, referenced: QualifiedName, columns?: readonly string[]): void {
  const key = state.keyOf(referenced);
  const keyColumns = primaryKey(state.table(referenced));
  for (const child of state.referencing(key)) {
    const kept = child.constraints.filter(({ definition }) => {
      if (definition.kind !== 'foreign-key' || catalogKey(definition.referencedTable) !== key) return true;
      if (!columns) return false;
      const targets = definition.referencedColumns.length > 0 ? definition.referencedColumns : (keyColumns ?? columns);
      return !targets.some((column) => columns.includes(column));
    });
    if (kept.length < child.constraints.length) state.put({ ...child, constraints: kept });
  }
}

/** Whether a constraint goes when the column goes. */
function constraintUses(definition: ConstraintDefinition, column: string): boolean {
  switch (definition.kind) {
    case 'check':
      return columnsIn(definition.expression).has(column);
    case 'unique':
    case 'primary-key':
    case 'foreign-key':
      return definition.columns.includes(column);
    case 'exclude':
      return definition.elements.some((element) => columnsIn(element).has(column));
    case 'not-null':
      return definition.column === column;
  }
}

function renamedInConstraint(definition: ConstraintDefinition, from: string, to: string): ConstraintDefinition {
  switch (definition.kind) {
    case 'check':
    case 'exclude':
      return renamedColumn(definition, from, to);
    case 'unique':
    case 'primary-key':
    case 'foreign-key':
      return { ...definition, columns: renamedIn(definition.columns, from, to) };
    case 'not-null':
      return definition.column === from ? { ...definition, column: to } : definition;
  }
}

function renamedIn(names: readonly string[], from: string, to: string): readonly string[] {
  return names.includes(from) ? names.map((name) => (name === from ? to : name)) : names;
}

/** Changes the table and, unless ONLY, everything that inherits from it. */
function forEachLevel(
  state: SchemaState,
  operation: OnTable & { readonly only?: boolean },
  change: (table: Table, root: Table) => Table,
): void {
  const table = knownTable(state, operation);
  if (!table) return;
  const descendants = operation.only ? [] : state.descendants(table);
  for (const level of [table, ...descendants]) state.put(change(level, table));
}

function forEachColumn(
  state: SchemaState,
  operation: OnTable & { readonly column: string; readonly only?: boolean },
  change: (column: Column) => Column,
): void {
  forEachLevel(state, operation, (table) => {
    const isNew = table.isPartial && !named(table.columns, operation.column);
    // A column of a partly known table shows itself here for the first time.
    const columns: List<Column> = isNew
      ? appended(table.columns, { name: operation.column, notNull: false, origin: state.origin })
      : table.columns;
    return { ...table, columns: mapColumn(columns, operation.column, change) };
  });
}
