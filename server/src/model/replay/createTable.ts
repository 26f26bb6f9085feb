import type { Column, Index, PartitionName, Table } from '../catalog.ts';
import { objectName } from '../defaultName.ts';
import type { Expression } from '../expression.ts';
import { appended, type List, named } from '../list.ts';
import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import type { ColumnDefinition, CreateTable, IndexElement } from '../operation.ts';
import type { PartitionBound } from '../partitionBound.ts';
import { withConstraint } from './constraints.ts';
import { columnsIn } from './expressions.ts';
import type { SchemaState } from './schemaState.ts';

const serialTypes: Readonly<Record<string, string>> = {
  serial: 'integer',
  bigserial: 'bigint',
  smallserial: 'smallint',
};

/** CREATE TABLE in all its forms. */
export function createTable(state: SchemaState, operation: CreateTable): void {
  const name = state.newName(operation.table);
  if (operation.ifNotExists && state.entries.get('relation', catalogKey(name))) return;
  const parent = operation.partitionOf && state.table(operation.partitionOf.parent);
  let table: Table = {
    kind: 'table',
    name,
    columns: [],
    constraints: [],
    indexes: [],
    temporary: operation.temporary,
    unlogged: operation.unlogged,
    partitions: [],
    inherits: operation.inherits.map((one) => state.relation(one)?.name ?? one),
    origin: state.origin,
    createdInFile: state.context.file,
    hasRows: operation.query !== undefined,
    isPartial: isPartial(state, operation, parent),
    ...(operation.ofType && { ofType: state.type(operation.ofType)?.name ?? operation.ofType }),
    ...(operation.partitionBy && { partitionBy: operation.partitionBy }),
    ...(operation.partitionOf && {
      partitionOf: parent?.name ?? operation.partitionOf.parent,
      bound: operation.partitionOf.bound,
    }),
  };
  for (const inherited of operation.inherits) table = withInherited(table, state.table(inherited));
  if (parent) table = withInherited(table, parent);
  for (const like of operation.like) table = withLike(state, table, state.table(like.table), like.options);
  const columns = operation.columns.map((definition) => newColumn(state, name.name, definition));
  table = { ...table, columns: merged(table.columns, columns) };
  if (operation.query) table = { ...table, columns: merged(table.columns, selectedColumns(state, operation)) };
  table = withDefinedConstraints(state, table, operation);
  if (parent) table = withParentForeignKeys(withParentIndexes(state, table, parent), parent);
  state.put(table);
  if (parent)
    state.putQuietly({ ...parent, partitions: appended(parent.partitions, partitionName(name, table.bound)) });
}

/** A column as it is stored; serial types become what they stand for. */
export function newColumn(state: SchemaState, table: string, definition: ColumnDefinition): Column {
  const serial = definition.type && definition.type.schema === undefined && serialTypes[definition.type.name];
  const isPrimaryKey = definition.constraints.some((one) => one.kind === 'primary-key');
  const column: Column = {
    name: definition.name,
    notNull: definition.notNull || isPrimaryKey || definition.identity !== undefined || Boolean(serial),
    origin: state.origin,
    ...(definition.type && { type: serial ? { ...definition.type, name: serial } : definition.type }),
    ...(definition.identity && { identity: definition.identity }),
    ...(definition.generated && { generated: definition.generated.storage }),
  };
  const value = serial ? nextValue(table, definition) : definition.default;
  return value ? { ...column, default: value } : column;
}

/** Indexes that a partition gets for those of its parent, unless it has an equal one. */
export function withParentIndexes(state: SchemaState, table: Table, parent: Table): Table {
  let next = table;
  for (const index of parent.indexes) {
    if (next.indexes.some((own) => isEqualIndex(own, index))) continue;
    const constraint = parent.constraints.find((one) => one.name === index.constraint);
    if (constraint && constraint.definition.kind !== 'exclude') {
      next = withConstraint(state, next, { ...constraint.definition, name: undefined });
      continue;
    }
    const name = indexName(state, next, index.elements);
    next = {
      ...next,
      indexes: appended(next.indexes, { ...index, name, constraint: undefined, origin: state.origin }),
    };
  }
  return next;
}

/** A partition has the foreign keys of its parent, under the same names. */
export function withParentForeignKeys(table: Table, parent: Table): Table {
  const missing = parent.constraints.filter(
    ({ definition, name }) => definition.kind === 'foreign-key' && !named(table.constraints, name),
  );
  return missing.length === 0 ? table : { ...table, constraints: [...table.constraints, ...missing] };
}

/** The name under which the parent keeps a partition. */
export function partitionName(name: QualifiedName, bound: PartitionBound | undefined): PartitionName {
  return bound?.kind === 'default' ? { ...name, isDefault: true } : name;
}

/** The server's default name for an index on these. */
export function indexName(
  state: SchemaState,
  table: { readonly name: Table['name']; readonly indexes: List<Index> },
  elements: readonly IndexElement[],
): string {
  const parts = elements.map((element) => element.column ?? expressionName(element.expression));
  const seen = new Map<string, number>();
  const unique = parts.map((part) => {
    const count = seen.get(part) ?? 0;
    seen.set(part, count + 1);
    return count === 0 ? part : `${part}${count}`;
  });
  const schema = table.name.schema ?? 'public';
  return objectName(
    table.name.name,
    unique.join('_'),
    'idx',
    (name) => named(table.indexes, name) !== undefined || state.isRelationNameTaken(schema, name),
  );
}

function expressionName(expression: Expression | undefined): string {
  return expression?.kind === 'function' ? expression.name.name : 'expr';
}

function isEqualIndex(left: Index, right: Index): boolean {
  const columns = (index: Index): string => index.elements.map((element) => element.column ?? '').join(',');
  return left.unique === right.unique && left.method === right.method && columns(left) === columns(right);
}

function isPartial(state: SchemaState, operation: CreateTable, parent: Table | undefined): boolean {
  if (operation.ofType) return true;
  if (operation.query) return selectedColumns(state, operation).length === 0;
  const sources = [...operation.inherits, ...operation.like.map((like) => like.table)].map((name) => state.table(name));
  if (operation.partitionOf) sources.push(parent);
  return sources.some((source) => source === undefined || source.isPartial);
}

/** Columns and checks of a parent; its indexes and keys are not inherited. */
function withInherited(table: Table, parent: Table | undefined): Table {
  if (!parent) return table;
  const checks = parent.constraints.filter((one) => one.definition.kind === 'check');
  return {
    ...table,
    columns: merged(table.columns, parent.columns),
    constraints: [...table.constraints, ...checks],
  };
}

function withLike(state: SchemaState, table: Table, source: Table | undefined, options: readonly string[]): Table {
  if (!source) return table;
  const wanted = new Set(options.map((option) => option.toLowerCase()));
  const includes = (option: string): boolean => wanted.has('all') || wanted.has(option);
  const columns = source.columns.map(
    (column): Column => ({
      name: column.name,
      notNull: column.notNull,
      origin: state.origin,
      ...(column.type && { type: column.type }),
      ...(includes('defaults') && column.default && { default: column.default }),
      ...(includes('identity') && column.identity && { identity: column.identity }),
      ...(includes('generated') && column.generated && { generated: column.generated }),
    }),
  );
  let next: Table = { ...table, columns: merged(table.columns, columns) };
  if (includes('constraints')) {
    const checks = source.constraints.filter((one) => one.definition.kind === 'check');
    next = { ...next, constraints: [...next.constraints, ...checks] };
  }
  return includes('indexes') ? withParentIndexes(state, next, source) : next;
}

/** In the server's order: checks first, then the primary key, the other indexes, foreign keys last. */
function withDefinedConstraints(state: SchemaState, table: Table, operation: CreateTable): Table {
  const definitions = [
    ...operation.columns.flatMap((column) => column.constraints.map((one) => ({ one, column: column.name }))),
    ...operation.constraints.map((one) => ({ one, column: undefined })),
  ];
  const order = ['check', 'not-null', 'primary-key', 'unique', 'exclude', 'foreign-key'];
  return [...definitions]
    .sort((left, right) => order.indexOf(left.one.kind) - order.indexOf(right.one.kind))
    .reduce((next, { one, column }) => withConstraint(state, next, { ...one, notValid: false }, column), table);
}

/** Columns of CREATE TABLE AS as far as the query names them; none where it selects a star of something unknown. */
function selectedColumns(state: SchemaState, operation: CreateTable): readonly Column[] {
  const query = operation.query;
  if (query?.kind !== 'select') return [];
  const columns: Column[] = [];
  for (const target of query.targets) {
    const { expression } = target;
    if (expression.kind === 'star') {
      const [only] = query.from;
      const source = query.from.length === 1 && only?.kind === 'table' ? state.table(only.name) : undefined;
      if (!source || source.isPartial) return [];
      columns.push(...source.columns.map(({ name, type }) => ({ name, type, notNull: false, origin: state.origin })));
      continue;
    }
    const name = target.alias ?? outputName(expression);
    if (!name) return [];
    columns.push({ name, notNull: false, origin: state.origin });
  }
  return columns;
}

function outputName(expression: Expression): string | undefined {
  if (expression.kind === 'column') return expression.name;
  if (expression.kind === 'function') return expression.name.name;
  return expression.kind === 'cast' ? outputName(expression.operand) : undefined;
}

/** Columns of both; a later one of the same name refines the earlier one. */
function merged(first: List<Column>, second: List<Column>): List<Column> {
  const columns = new Map(first.map((column) => [column.name, column] as const));
  for (const column of second) {
    const known = columns.get(column.name);
    columns.set(column.name, known ? { ...known, ...column, notNull: known.notNull || column.notNull } : column);
  }
  return [...columns.values()];
}

function nextValue(table: string, definition: ColumnDefinition): Expression {
  const span = definition.typeSpan ?? definition.span;
  const sequence = objectName(table, definition.name, 'seq');
  return {
    kind: 'function',
    span,
    name: { name: 'nextval' },
    arguments: [{ kind: 'constant', span, type: 'string', value: sequence }],
  };
}

/** Whether an index depends on a column. */
export function indexUses(index: Index, column: string): boolean {
  const expressions = [...index.elements.map((element) => element.expression), index.where];
  return (
    index.elements.some((element) => element.column === column) ||
    expressions.some((expression) => expression && columnsIn(expression).has(column))
  );
}
