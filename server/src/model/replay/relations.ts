import type { Index, Relation, Table, View } from '../catalog.ts';
import { appended, named } from '../list.ts';
import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import type {
  AlterIndex,
  AlterView,
  CreateIndex,
  CreateView,
  DropIndex,
  DropTable,
  DropView,
  RenameTable,
} from '../operation.ts';
import { dropReferences, knownTable } from './alterTable.ts';
import { indexName, partitionName } from './createTable.ts';
import type { SchemaState } from './schemaState.ts';
import { dependencies, dropViewsOf } from './views.ts';

export function dropTables(state: SchemaState, operation: DropTable): void {
  for (const name of operation.tables) {
    const relation = state.relation(name);
    if (relation) dropRelation(state, relation, operation.cascade);
  }
}

/** Removes a relation, its partitions, and the foreign keys to them; with `cascade` the views that read them. */
export function dropRelation(state: SchemaState, relation: Relation, cascade: boolean): void {
  if (relation.kind === 'table') {
    const parent = relation.partitionOf && state.table(relation.partitionOf);
    if (parent) {
      const key = catalogKey(relation.name);
      state.putQuietly({ ...parent, partitions: parent.partitions.filter((one) => catalogKey(one) !== key) });
    }
    for (const descendant of state.descendants(relation)) {
      dropReferences(state, absolute(descendant.name));
      state.remove(descendant);
      if (cascade) dropViewsOf(state, descendant);
    }
    dropReferences(state, absolute(relation.name));
  }
  state.remove(relation);
  if (cascade) dropViewsOf(state, relation);
}

export function renameTable(state: SchemaState, operation: RenameTable): void {
  const relation = state.relation(operation.table) ?? knownTable(state, { table: operation.table });
  if (relation) renameRelation(state, relation, newNameOf(relation, operation.to, operation.setSchema ?? false));
}

/** Gives a relation another name or schema, and every entry that names it. */
export function renameRelation(state: SchemaState, relation: Relation, to: QualifiedName): void {
  const key = catalogKey(relation.name);
  if (catalogKey(to) === key) return;
  const isSame = (name: QualifiedName): boolean => catalogKey(name) === key;
  const rename = (name: QualifiedName): QualifiedName => (isSame(name) ? to : name);
  if (relation.kind === 'table') {
    for (const child of state.referencing(key)) {
      if (isSame(child.name)) continue;
      state.put(withReferencesRenamed(child, rename));
    }
    for (const child of state.descendants(relation)) {
      if (!(child.partitionOf && isSame(child.partitionOf)) && !child.inherits.some(isSame)) continue;
      state.put({
        ...child,
        inherits: child.inherits.map(rename),
        ...(child.partitionOf && { partitionOf: rename(child.partitionOf) }),
      });
    }
    const parent = relation.partitionOf && state.table(absolute(relation.partitionOf));
    const renamed = partitionName(to, relation.bound);
    const partitions = parent?.partitions.map((one) => (isSame(one) ? renamed : one));
    if (parent && partitions) state.putQuietly({ ...parent, partitions });
  }
  for (const view of state.views(key)) if (!isSame(view.name)) state.put({ ...view, reads: view.reads.map(rename) });
  state.remove(relation);
  state.put(
    relation.kind === 'table' ? { ...withReferencesRenamed(relation, rename), name: to } : { ...relation, name: to },
  );
}

export function createIndex(state: SchemaState, operation: CreateIndex): void {
  const relation = state.relation(operation.table) ?? knownTable(state, operation);
  if (!relation) return;
  const schema = relation.name.schema ?? 'public';
  if (operation.name && operation.ifNotExists && state.isRelationNameTaken(schema, operation.name)) return;
  const levels: readonly Relation[] =
    relation.kind === 'table' && !operation.only ? [relation, ...partitionsOf(state, relation)] : [relation];
  for (const level of levels) {
    const isRoot = level === relation;
    const index: Index = {
      name: (isRoot ? operation.name : undefined) ?? indexName(state, level, operation.elements),
      elements: operation.elements,
      unique: operation.unique,
      method: operation.method,
      partial: operation.where !== undefined,
      ...(operation.where && { where: operation.where }),
      origin: state.origin,
    };
    state.put({ ...level, indexes: appended(level.indexes, index) });
  }
}

export function dropIndexes(state: SchemaState, operation: DropIndex): void {
  for (const name of operation.indexes) {
    const found = findIndex(state, name, operation.table);
    if (found) state.put({ ...found.relation, indexes: found.relation.indexes.filter((one) => one !== found.index) });
  }
}

export function alterIndex(state: SchemaState, operation: AlterIndex): void {
  const { to } = operation;
  if (operation.action !== 'rename' || !to) return;
  const found = findIndex(state, operation.index);
  if (!found) return;
  const { relation, index } = found;
  const renamed = { ...index, name: to, ...(index.constraint && { constraint: to }) };
  const indexes = relation.indexes.map((one) => (one === index ? renamed : one));
  if (relation.kind !== 'table') {
    state.put({ ...relation, indexes });
    return;
  }
  const constraints = index.constraint
    ? relation.constraints.map((one) => (one.name === index.constraint ? { ...one, name: to } : one))
    : relation.constraints;
  state.put({ ...relation, indexes, constraints });
}

export function findIndex(
  state: SchemaState,
  name: QualifiedName,
  table?: QualifiedName,
): { readonly index: Index; readonly relation: Relation } | undefined {
  const schemas = name.schema ? [name.schema] : state.path();
  const keys = schemas.map((schema) => state.entries.get('index', catalogKey(name, schema)));
  const key = keys.find((one) => one !== undefined) ?? (table && state.keyOf(table));
  const relation = key === undefined ? undefined : state.entries.get('relation', key);
  const index = relation && named(relation.indexes, name.name);
  return relation && index && { index, relation };
}

export function createView(state: SchemaState, operation: CreateView): void {
  const name = state.newName(operation.view);
  const before = state.entries.get('relation', catalogKey(name));
  const query = operation.query;
  const columns =
    operation.columns ??
    (query?.kind === 'select' ? query.targets.flatMap((target) => outputNames(target.alias, target.expression)) : []);
  const view: View = {
    kind: operation.materialized ? 'materialized-view' : 'view',
    name,
    columns,
    indexes: [],
    ...dependencies(state, query),
    origin: state.origin,
    createdInFile: before && operation.orReplace ? before.createdInFile : state.context.file,
  };
  state.put(view);
}

export function alterView(state: SchemaState, operation: AlterView): void {
  const relation = state.relation(operation.view);
  if (!relation || !operation.to || operation.action === 'other') return;
  renameRelation(state, relation, newNameOf(relation, operation.to, operation.action === 'set-schema'));
}

export function dropViews(state: SchemaState, operation: DropView): void {
  for (const name of operation.views) {
    const relation = state.relation(name);
    if (relation && relation.kind !== 'table') dropRelation(state, relation, operation.cascade);
  }
}

function partitionsOf(state: SchemaState, table: Table): readonly Table[] {
  return table.partitions.length === 0 ? [] : state.descendants(table).filter((one) => one.partitionOf);
}

/** RENAME keeps the schema; SET SCHEMA keeps the name. */
function newNameOf(relation: Relation, to: QualifiedName, setSchema: boolean): QualifiedName {
  if (setSchema) return { schema: to.schema ?? to.name, name: relation.name.name };
  return relation.name.schema ? { schema: relation.name.schema, name: to.name } : { name: to.name };
}

/** A stored name as it is looked up whatever the search path. */
function absolute(name: QualifiedName): QualifiedName {
  return { schema: name.schema ?? 'public', name: name.name };
}

function withReferencesRenamed(table: Table, rename: (name: QualifiedName) => QualifiedName): Table {
  if (!table.constraints.some((one) => one.definition.kind === 'foreign-key')) return table;
  return {
    ...table,
    constraints: table.constraints.map((one) =>
      one.definition.kind === 'foreign-key'
        ? { ...one, definition: { ...one.definition, referencedTable: rename(one.definition.referencedTable) } }
        : one,
    ),
  };
}

function outputNames(alias: string | undefined, expression: { readonly kind: string }): readonly string[] {
  if (alias) return [alias];
  return expression.kind === 'column' && 'name' in expression && typeof expression.name === 'string'
    ? [expression.name]
    : [];
}
