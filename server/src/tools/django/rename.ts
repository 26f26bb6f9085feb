import { argument, type HostCall, stringOf } from '../host/value.ts';
import type { FileScope } from './field.ts';
import { quoted } from './names.ts';
import { type Outcome, onModel } from './outcome.ts';
import {
  columnOf,
  type FieldState,
  type ModelState,
  modelKey,
  type ProjectState,
  tableOf,
  withModel,
} from './state.ts';
import { manyToManyColumns, manyToManyTable } from './tables.ts';

/** RenameModel: its table, its many-to-many tables and their columns, and every reference to it. */
export function renameModel(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  const from = stringOf(argument(call, 'old_name', 0), scope.constants);
  const to = stringOf(argument(call, 'new_name', 1), scope.constants);
  const model = from === undefined ? undefined : state.models.get(modelKey(scope.app, from));
  if (from === undefined || to === undefined) return { state, sql: [], isUnknown: true };
  if (!model) {
    const sql = [
      `ALTER TABLE ${quoted(`${scope.app}_${from}`.toLowerCase())} RENAME TO ${quoted(`${scope.app}_${to}`.toLowerCase())}`,
    ];
    return { state, sql };
  }
  const renamed = { ...model, name: to };
  const sql = [
    ...renameTable(tableOf(model), tableOf(renamed)),
    ...[...model.fields.values()].flatMap((field) => renameJoined(model, renamed, field)),
  ];
  return {
    state: retargeted(state, modelKey(scope.app, from), modelKey(scope.app, to), renamed),
    sql: model.hasTable ? sql : [],
    table: tableOf(model),
  };
}

function renameTable(from: string, to: string): readonly string[] {
  return from === to ? [] : [`ALTER TABLE ${quoted(from)} RENAME TO ${quoted(to)}`];
}

function renameJoined(model: ModelState, renamed: ModelState, field: FieldState): readonly string[] {
  const from = manyToManyTable(model, field);
  const to = manyToManyTable(renamed, field);
  if (from === undefined || to === undefined) return [];
  const [oldColumn] = manyToManyColumns(model, field);
  const [newColumn] = manyToManyColumns(renamed, field);
  return [
    ...renameTable(from, to),
    ...(oldColumn === newColumn
      ? []
      : [`ALTER TABLE ${quoted(to)} RENAME COLUMN ${quoted(oldColumn)} TO ${quoted(newColumn)}`]),
  ];
}

function retargeted(state: ProjectState, from: string, to: string, renamed: ModelState): ProjectState {
  let models = state.models.without(from);
  for (const [key, model] of state.models.entries()) {
    const current = key === from ? renamed : model;
    const isTouched = [...current.fields.values()].some((field) => refersTo(field, from));
    if (isTouched || key === from) {
      models = models.with(key === from ? to : key, isTouched ? withReferences(current, from, to) : current);
    }
  }
  return { ...state, models };
}

function refersTo(field: FieldState, key: string): boolean {
  return field.relation?.to === key || field.relation?.through === key;
}

function withReferences(model: ModelState, from: string, to: string): ModelState {
  const fields = new Map<string, FieldState>();
  for (const [name, field] of model.fields) {
    if (!field.relation || !refersTo(field, from)) fields.set(name, field);
    else {
      const { relation } = field;
      const through = relation.through === from ? to : relation.through;
      fields.set(name, { ...field, relation: { ...relation, to: relation.to === from ? to : relation.to, through } });
    }
  }
  return { ...model, fields };
}

/** RenameField: its column (or its many-to-many table), and the groups that name it. */
export function renameField(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'model_name', (model) => {
    const from = stringOf(argument(call, 'old_name', 1), scope.constants);
    const to = stringOf(argument(call, 'new_name', 2), scope.constants);
    if (from === undefined || to === undefined) return { state, sql: [], isUnknown: true };
    const alter = `ALTER TABLE ${quoted(tableOf(model))}`;
    const field = model.fields.get(from);
    if (!field) return { state, sql: [`${alter} RENAME COLUMN ${quoted(from)} TO ${quoted(to)}`] };
    const renamed = { ...field, name: to };
    const after = withModel(state, replaceField(model, from, renamed));
    if (field.kind === 'many-to-many') {
      const table = manyToManyTable(model, field);
      const target = manyToManyTable(model, renamed);
      return { state: after, sql: table === undefined || target === undefined ? [] : renameTable(table, target) };
    }
    if (field.kind === 'virtual' || columnOf(field) === columnOf(renamed)) return { state: after, sql: [] };
    return { state: after, sql: [`${alter} RENAME COLUMN ${quoted(columnOf(field))} TO ${quoted(columnOf(renamed))}`] };
  });
}

function replaceField(model: ModelState, from: string, field: FieldState): ModelState {
  const rename = (groups: readonly (readonly string[])[]): readonly (readonly string[])[] =>
    groups.map((group) => group.map((name) => (name === from ? field.name : name)));
  return {
    ...model,
    fields: new Map([...model.fields].map(([name, value]) => (name === from ? [field.name, field] : [name, value]))),
    uniqueTogether: rename(model.uniqueTogether),
    indexTogether: rename(model.indexTogether),
  };
}
