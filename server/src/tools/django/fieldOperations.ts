import { argument, booleanOf, type HostCall, stringOf } from '../host/value.ts';
import { alterFieldSql } from './alterField.ts';
import { type FileScope, fieldOf } from './field.ts';
import { quoted } from './names.ts';
import { type Outcome, onModel } from './outcome.ts';
import {
  columnOf,
  type FieldState,
  type ModelState,
  type ProjectState,
  tableOf,
  withField,
  withModel,
  withoutField,
} from './state.ts';
import { columnSql, commentSql, fieldIndexSql, foreignKeyOf, manyToManySql, manyToManyTable } from './tables.ts';

function fieldArgument(call: HostCall, scope: FileScope): FieldState | undefined {
  const name = stringOf(argument(call, 'name', 1), scope.constants);
  return name === undefined ? undefined : fieldOf(name, argument(call, 'field', 2), scope);
}

/** `preserve_default=False`: the default fills the rows once and is no part of the model afterwards. */
function keptField(call: HostCall, field: FieldState): FieldState {
  return booleanOf(argument(call, 'preserve_default', 3)) === false ? { ...field, default: undefined } : field;
}

/** AddField: the column, filled with the default where there is one, its foreign key and indexes. */
export function addField(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'model_name', (model) => {
    const field = fieldArgument(call, scope);
    if (!field) return { state, sql: [], isUnknown: true };
    const after = withModel(state, withField(model, keptField(call, field)));
    const value = argument(call, 'field', 2);
    const place = { span: value?.span ?? call.span, type: value?.kind === 'call' ? value.calleeSpan : undefined };
    return { state: after, sql: addFieldSql(after, model, field), columns: new Map([[columnOf(field), place]]) };
  });
}

function addFieldSql(state: ProjectState, model: ModelState, field: FieldState): readonly string[] {
  if (field.kind === 'many-to-many') return manyToManySql(state, model, field);
  if (field.kind === 'virtual') return [];
  const table = quoted(tableOf(model));
  const column = quoted(columnOf(field));
  const key = foreignKeyOf(state, model, field);
  const fallback = field.dbDefault === undefined && !field.generated ? field.default : undefined;
  const inline = key ? ` CONSTRAINT ${quoted(key.name)} ${key.references}` : '';
  const add = `ALTER TABLE ${table} ADD COLUMN ${columnSql(state, model, field, fallback)}${inline}`;
  return [
    add,
    ...(key ? [`SET CONSTRAINTS ${quoted(key.name)} IMMEDIATE`] : []),
    ...(fallback === undefined ? [] : [`ALTER TABLE ${table} ALTER COLUMN ${column} DROP DEFAULT`]),
    ...commentSql(model, field),
    ...fieldIndexSql(model, field),
  ];
}

/** RemoveField: the column, or the many-to-many table. */
export function removeField(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'model_name', (model) => {
    const name = stringOf(argument(call, 'name', 1), scope.constants);
    if (name === undefined) return { state, sql: [], isUnknown: true };
    const field = model.fields.get(name);
    const after = withModel(state, withoutField(model, name));
    if (field?.kind === 'virtual') return { state: after, sql: [] };
    if (field?.kind === 'many-to-many') {
      const joined = manyToManyTable(model, field);
      return { state: after, sql: joined === undefined ? [] : [`DROP TABLE ${quoted(joined)} CASCADE`] };
    }
    const column = field ? columnOf(field) : name;
    return { state: after, sql: [`ALTER TABLE ${quoted(tableOf(model))} DROP COLUMN ${quoted(column)} CASCADE`] };
  });
}

/** AlterField: what differs from the field before. */
export function alterField(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'model_name', (model) => {
    const to = fieldArgument(call, scope);
    const from = to && model.fields.get(to.name);
    if (!to) return { state, sql: [], isUnknown: true };
    const changed = withField(model, keptField(call, to));
    const after = withModel(state, changed);
    // why: without the migration that added the field, any part of it may be new, and none has to be.
    if (!from) return { state: after, sql: [], isUnknown: true };
    const value = argument(call, 'field', 2);
    const place = { span: value?.span ?? call.span };
    const sql = alterFieldSql({ state, model, field: from }, { state: after, model: changed, field: to });
    return { state: after, sql, columns: new Map([[columnOf(to), place]]) };
  });
}
