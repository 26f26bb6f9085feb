import type { Column, Constraint, Index, Table } from '../catalog.ts';
import { defaultConstraintName } from '../defaultName.ts';
import { appended, type List, named } from '../list.ts';
import { catalogKey } from '../names.ts';
import type { ConstraintDefinition, IndexElement } from '../operation.ts';
import { pairKey } from './entries.ts';
import type { SchemaState } from './schemaState.ts';

/** The table with one more constraint, named as the server names it, and with what comes with it: index, NOT NULL. */
export function withConstraint(
  state: SchemaState,
  table: Table,
  definition: ConstraintDefinition,
  column?: string,
): Table {
  const complete = completed(state, definition, column);
  if (complete.kind === 'not-null') return withNotNull(state, table, complete, complete.column);
  if ((complete.kind === 'unique' || complete.kind === 'primary-key') && complete.usingIndex)
    return withConstraintUsingIndex(state, table, complete, complete.usingIndex);
  const name = complete.name ?? freeName(state, table, complete);
  const constraint: Constraint = {
    name,
    definition: complete,
    valid: !complete.notValid && !complete.notEnforced,
    origin: state.origin,
  };
  const next = { ...table, constraints: appended(table.constraints, constraint) };
  switch (complete.kind) {
    case 'check':
    case 'foreign-key':
      return next;
    case 'unique':
    case 'primary-key': {
      const index = constraintIndex(
        state,
        name,
        complete.columns.map((one) => ({ column: one })),
        'btree',
        true,
      );
      const columns = complete.kind === 'primary-key' ? notNull(next.columns, complete.columns) : next.columns;
      return { ...next, columns, indexes: appended(next.indexes, index) };
    }
    case 'exclude': {
      const elements = complete.elements.map((expression) =>
        expression.kind === 'column' ? { column: expression.name } : { expression },
      );
      return { ...next, indexes: appended(next.indexes, constraintIndex(state, name, elements, 'gist', false)) };
    }
  }
}

/** Remembers that a constraint was added NOT VALID in the open transaction. */
export function rememberNotValid(state: SchemaState, transaction: string, table: Table, constraint: string): void {
  state.entries.set('not-valid', pairKey(transaction, `${catalogKey(table.name)}/${constraint}`), state.origin);
}

/** The table without a constraint and its index. */
export function withoutConstraint(table: Table, name: string): Table {
  const constraint = named(table.constraints, name);
  if (!constraint) {
    // From PostgreSQL 18 every NOT NULL is a constraint; those without a name of their own are not listed.
    const column = table.columns.find((one) => one.notNull && `${table.name.name}_${one.name}_not_null` === name);
    return column
      ? { ...table, columns: mapColumn(table.columns, column.name, (one) => ({ ...one, notNull: false })) }
      : table;
  }
  const definition = constraint.definition;
  return {
    ...table,
    constraints: table.constraints.filter((one) => one !== constraint),
    indexes: table.indexes.some((index) => index.constraint === name)
      ? table.indexes.filter((index) => index.constraint !== name)
      : table.indexes,
    columns:
      definition.kind === 'not-null'
        ? mapColumn(table.columns, definition.column, (one) => ({ ...one, notNull: false }))
        : table.columns,
  };
}

/** Marks a constraint as checked; a NOT NULL one makes its column so. */
export function withValidated(table: Table, name: string, valid: boolean): Table {
  const constraint = named(table.constraints, name);
  if (!constraint || constraint.valid === valid) return table;
  const definition = constraint.definition;
  return {
    ...table,
    constraints: table.constraints.map((one) => (one === constraint ? { ...one, valid } : one)),
    columns: definition.kind === 'not-null' && valid ? notNull(table.columns, [definition.column]) : table.columns,
  };
}

export function mapColumn(columns: List<Column>, name: string, change: (column: Column) => Column): List<Column> {
  return named(columns, name) ? columns.map((column) => (column.name === name ? change(column) : column)) : columns;
}

/** The primary key's columns; undefined where there is none or it is not known. */
export function primaryKey(table: Table | undefined): readonly string[] | undefined {
  const found = table?.constraints.find((one) => one.definition.kind === 'primary-key')?.definition;
  return found?.kind === 'primary-key' && found.columns.length > 0 ? found.columns : undefined;
}

/** Fills in what a column constraint leaves unsaid and resolves names. */
function completed(state: SchemaState, definition: ConstraintDefinition, column?: string): ConstraintDefinition {
  switch (definition.kind) {
    case 'unique':
    case 'primary-key':
      return definition.columns.length === 0 && column ? { ...definition, columns: [column] } : definition;
    case 'foreign-key': {
      const referenced = state.relation(definition.referencedTable);
      const referencedTable = referenced?.name ?? state.newName(definition.referencedTable);
      const columns = definition.columns.length === 0 && column ? [column] : definition.columns;
      return { ...definition, columns, referencedTable };
    }
    case 'check':
    case 'exclude':
    case 'not-null':
      return definition;
  }
}

function freeName(state: SchemaState, table: Table, definition: ConstraintDefinition): string {
  const schema = table.name.schema ?? 'public';
  const hasIndex = ['unique', 'primary-key', 'exclude'].includes(definition.kind);
  const isTaken = (name: string): boolean =>
    named(table.constraints, name) !== undefined || (hasIndex && state.isRelationNameTaken(schema, name));
  // Before 12, only the first column of a foreign key made the name.
  const naming =
    definition.kind === 'foreign-key' && state.context.version < 12
      ? { ...definition, columns: definition.columns.slice(0, 1) }
      : definition;
  return defaultConstraintName(table.name.name, naming, isTaken);
}

function withNotNull(state: SchemaState, table: Table, definition: ConstraintDefinition, column: string): Table {
  const valid = !definition.notValid;
  const constraint: Constraint = {
    name: definition.name ?? freeName(state, table, definition),
    definition,
    valid,
    origin: state.origin,
  };
  return {
    ...table,
    constraints: appended(table.constraints, constraint),
    columns: valid ? notNull(table.columns, [column]) : table.columns,
  };
}

/** UNIQUE or PRIMARY KEY USING INDEX: the index becomes the constraint's and takes its name. */
function withConstraintUsingIndex(
  state: SchemaState,
  table: Table,
  definition: ConstraintDefinition & { readonly kind: 'unique' | 'primary-key' },
  indexName: string,
): Table {
  const name = definition.name ?? indexName;
  const index = named(table.indexes, indexName);
  const columns = (index?.elements ?? []).flatMap((element) => (element.column ? [element.column] : []));
  const constraint: Constraint = {
    name,
    definition: { ...definition, columns },
    valid: true,
    origin: state.origin,
  };
  return {
    ...table,
    columns: definition.kind === 'primary-key' ? notNull(table.columns, columns) : table.columns,
    constraints: appended(table.constraints, constraint),
    indexes: index
      ? table.indexes.map((one) => (one === index ? { ...one, name, constraint: name } : one))
      : table.indexes,
  };
}

function constraintIndex(
  state: SchemaState,
  name: string,
  elements: readonly IndexElement[],
  method: string,
  unique: boolean,
): Index {
  return { name, elements, unique, method, partial: false, constraint: name, origin: state.origin };
}

function notNull(columns: List<Column>, names: readonly string[]): List<Column> {
  return names.some((name) => named(columns, name)?.notNull === false)
    ? columns.map((column) => (names.includes(column.name) && !column.notNull ? { ...column, notNull: true } : column))
    : columns;
}
