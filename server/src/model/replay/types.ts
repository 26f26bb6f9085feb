import type { UserType } from '../catalog.ts';
import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import type { AlterDomain, AlterType, CreateFunction, CreateType, DropObject, SchemaOperation } from '../operation.ts';
import { withoutColumn } from './alterTable.ts';
import { dropCallersOf } from './callers.ts';
import { schemaGroup } from './entries.ts';
import { dropRelation, renameRelation } from './relations.ts';
import type { SchemaState } from './schemaState.ts';
import { dropViewsOf } from './views.ts';

export function createType(state: SchemaState, operation: CreateType): void {
  const name = state.newName(operation.type);
  const base = operation.baseType && state.type(operation.baseType);
  const constraints = (operation.constraints ?? []).map((one) => one.name ?? `${name.name}_check`);
  state.putType({
    name,
    form: operation.form,
    values: operation.values ?? [],
    constrained: Boolean(operation.notNull) || constraints.length > 0 || Boolean(base?.constrained),
    origin: state.origin,
    ...(operation.baseType && { baseType: operation.baseType }),
    ...(operation.form === 'domain' && { domainConstraints: constraints, notNull: Boolean(operation.notNull) }),
  });
}

export function alterType(state: SchemaState, operation: AlterType): void {
  const type = state.type(operation.type);
  if (!type) return;
  const { value, to } = operation;
  switch (operation.action) {
    case 'add-value':
      if (value !== undefined && !type.values.includes(value))
        state.putType({ ...type, values: [...type.values, value] });
      return;
    case 'rename-value':
      if (value !== undefined && to !== undefined)
        state.putType({ ...type, values: type.values.map((one) => (one === value ? to : one)) });
      return;
    case 'rename':
      if (to !== undefined) renameType(state, type, { ...type.name, name: to });
      return;
    case 'set-schema':
      if (to !== undefined) renameType(state, type, { schema: to, name: type.name.name });
      return;
    case 'attribute':
    case 'other':
      return;
  }
}

export function alterDomain(state: SchemaState, operation: AlterDomain): void {
  const domain = state.type(operation.domain);
  if (!domain) return;
  const constraints = domain.domainConstraints ?? [];
  switch (operation.action) {
    case 'add-constraint':
      putDomain(state, domain, [...constraints, operation.name ?? `${domain.name.name}_check`], domain.notNull);
      return;
    case 'drop-constraint':
      putDomain(
        state,
        domain,
        constraints.filter((name) => name !== operation.name),
        domain.notNull,
      );
      return;
    case 'set-not-null':
      putDomain(state, domain, constraints, true);
      return;
    case 'drop-not-null':
      putDomain(state, domain, constraints, false);
      return;
    case 'validate-constraint':
    case 'other':
      return;
  }
}

export function createFunction(state: SchemaState, operation: CreateFunction): void {
  const name = state.newName(operation.function);
  state.entries.set('function', catalogKey(name), {
    name,
    volatility: operation.volatility,
    origin: state.origin,
    ...(operation.language && { language: operation.language.toLowerCase() }),
  });
}

export function dropObjects(state: SchemaState, operation: DropObject): void {
  for (const name of operation.names) {
    switch (operation.objectType) {
      case 'type':
      case 'domain':
        dropType(state, name, operation.cascade);
        break;
      case 'function':
      case 'procedure':
      case 'routine':
        state.entries.set('function', catalogKey(state.newName(name)), undefined);
        if (operation.cascade) dropCallersOf(state, state.newName(name));
        break;
      case 'schema':
        if (operation.cascade) dropSchema(state, name.name);
        break;
    }
  }
}

export function changeSchema(state: SchemaState, operation: SchemaOperation): void {
  if (operation.action === 'drop' && operation.cascade) dropSchema(state, operation.name);
  if (operation.action === 'rename' && operation.to) renameSchema(state, operation.name, operation.to);
}

function putDomain(
  state: SchemaState,
  domain: UserType,
  domainConstraints: readonly string[],
  notNull: boolean | undefined,
): void {
  const base = domain.baseType && state.type(domain.baseType);
  const constrained = Boolean(notNull) || domainConstraints.length > 0 || Boolean(base?.constrained);
  state.putType({ ...domain, domainConstraints, notNull: Boolean(notNull), constrained });
}

function renameType(state: SchemaState, type: UserType, to: QualifiedName): void {
  const key = catalogKey(type.name);
  const users = state.usingType(key);
  state.removeType(type);
  state.putType({ ...type, name: to });
  for (const table of users) {
    const columns = table.columns.map((column) =>
      column.type && catalogKey(column.type) === key
        ? { ...column, type: { ...column.type, name: to.name, schema: to.schema } }
        : column,
    );
    state.put({ ...table, columns });
  }
}

function dropType(state: SchemaState, name: QualifiedName, cascade: boolean): void {
  const type = state.type(name);
  if (!type) return;
  if (cascade) {
    const key = catalogKey(type.name);
    for (const table of state.usingType(key)) {
      const gone = table.columns.filter((column) => column.type && catalogKey(column.type) === key);
      for (const column of gone) dropViewsOf(state, table, column.name);
      state.put(gone.reduce((next, column) => withoutColumn(next, column.name), table));
    }
  }
  state.removeType(type);
}

function dropSchema(state: SchemaState, schema: string): void {
  const { entries } = state;
  for (const name of entries.members('relation', schemaGroup('relation', schema))) {
    const relation = entries.get('relation', name);
    if (relation) dropRelation(state, relation, true);
  }
  for (const name of entries.members('type', schemaGroup('type', schema))) entries.set('type', name, undefined);
  for (const name of entries.members('function', schemaGroup('function', schema)))
    entries.set('function', name, undefined);
}

function renameSchema(state: SchemaState, from: string, to: string): void {
  const { entries } = state;
  for (const key of entries.members('relation', schemaGroup('relation', from))) {
    const relation = entries.get('relation', key);
    if (relation) renameRelation(state, relation, { schema: to, name: relation.name.name });
  }
  for (const key of entries.members('type', schemaGroup('type', from))) {
    const type = entries.get('type', key);
    if (type) renameType(state, type, { schema: to, name: type.name.name });
  }
  for (const key of entries.members('function', schemaGroup('function', from))) {
    const known = entries.get('function', key);
    entries.set('function', key, undefined);
    if (known)
      entries.set('function', `${to}.${known.name.name}`, { ...known, name: { schema: to, name: known.name.name } });
  }
}
