import type { Span } from '../../model/span.ts';
import { argument, booleanOf, type HostCall, type HostValue, namedOf, resolve, stringOf } from '../host/value.ts';
import { type FileScope, fieldOf } from './field.ts';
import { constraintSql, indexSql } from './indexes.ts';
import { quoted } from './names.ts';
import { type Outcome, onModel } from './outcome.ts';
import {
  columnOf,
  type FieldState,
  type ModelState,
  type ProjectState,
  tableOf,
  withModel,
  withoutModel,
} from './state.ts';
import { createTableSql, indexTogetherSql, manyToManyTable, uniqueTogetherSql } from './tables.ts';
import { fieldsTogether } from './together.ts';

/** CreateModel: its table with indexes and constraints, and the tables of its many-to-many fields. */
export function createModel(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  const name = stringOf(argument(call, 'name', 0), scope.constants);
  if (name === undefined) return { state, sql: [], isUnknown: true };
  const list = argument(call, 'fields', 1);
  const fields = new Map<string, FieldState>();
  const places = new Map<string, { readonly span: Span; readonly type?: Span }>();
  const items = list && resolve(list, scope.constants);
  for (const item of items?.kind === 'list' ? items.items : []) {
    const [nameValue, value] = item.kind === 'list' ? item.items : [];
    const fieldName = stringOf(nameValue, scope.constants);
    const field = fieldName === undefined ? undefined : fieldOf(fieldName, value, scope);
    if (!field) continue;
    fields.set(field.name, field);
    places.set(columnOf(field), { span: item.span, type: value?.kind === 'call' ? value.calleeSpan : undefined });
  }
  const options = argument(call, 'options', 2);
  const get = (key: string): HostValue | undefined =>
    options?.kind === 'record' ? namedOf(options.entries, key) : undefined;
  const model: ModelState = {
    app: scope.app,
    name,
    fields: withImplicitKey(fields, argument(call, 'bases', 3)),
    table: stringOf(get('db_table'), scope.constants),
    hasTable: booleanOf(get('managed')) !== false && booleanOf(get('proxy')) !== true,
    uniqueTogether: fieldsTogether(get('unique_together'), scope.constants),
    indexTogether: fieldsTogether(get('index_together'), scope.constants),
    constraints: new Map(),
  };
  const rendered = [
    ...listed(get('indexes')).map((value) => indexSql(value, model, scope)),
    ...listed(get('constraints')).map((value) => constraintSql(value, model, scope)),
  ].filter((one) => one !== undefined);
  const constraints = new Map(rendered.map((one) => [one.name, one.as]));
  const after = withModel(state, { ...model, constraints });
  const sql = model.hasTable ? [...createTableSql(after, model), ...rendered.map((one) => one.sql)] : [];
  return { state: after, sql, columns: places, table: tableOf(model) };
}

function listed(value: HostValue | undefined): readonly HostValue[] {
  return value?.kind === 'list' ? value.items : [];
}

/** Django writes the primary key out; a model without one in its fields still has an `id`, unless it inherits it. */
function withImplicitKey(fields: Map<string, FieldState>, bases: HostValue | undefined): Map<string, FieldState> {
  const hasKey = [...fields.values()].some((field) => field.isPrimaryKey);
  if (hasKey || bases || fields.size === 0) return fields;
  const id: FieldState = {
    name: 'id',
    kind: 'column',
    type: 'bigint',
    isAuto: true,
    isNull: false,
    isUnique: false,
    isIndexed: false,
    isPrimaryKey: true,
    hasLikeIndex: false,
  };
  return new Map([['id', id], ...fields]);
}

/** DeleteModel: its table and those of its many-to-many fields. */
export function deleteModel(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'name', (model) => {
    const joined = [...model.fields.values()].flatMap((field) => manyToManyTable(model, field) ?? []);
    const tables = [...joined, tableOf(model)];
    return {
      state: withoutModel(state, model.app, model.name),
      sql: tables.map((table) => `DROP TABLE ${quoted(table)} CASCADE`),
    };
  });
}

/** AlterModelTable: the table gets another name, and the many-to-many tables that are named after it. */
export function alterModelTable(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'name', (model) => {
    const renamed = { ...model, table: stringOf(argument(call, 'table', 1), scope.constants) };
    const pairs = [[tableOf(model), tableOf(renamed)] as const].concat(
      [...model.fields.values()].flatMap((field) => {
        const from = manyToManyTable(model, field);
        const to = manyToManyTable(renamed, field);
        return from !== undefined && to !== undefined ? [[from, to] as const] : [];
      }),
    );
    const sql = pairs
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => `ALTER TABLE ${quoted(from)} RENAME TO ${quoted(to)}`);
    return { state: withModel(state, renamed), sql };
  });
}

/** AlterUniqueTogether and AlterIndexTogether: what is no longer there goes, what is new comes. */
export function alterTogether(
  call: HostCall,
  state: ProjectState,
  scope: FileScope,
  kind: 'unique_together' | 'index_together',
): Outcome {
  return onModel(call, state, scope, 'name', (model) => {
    const wanted = fieldsTogether(argument(call, kind, 1), scope.constants);
    const present = kind === 'unique_together' ? model.uniqueTogether : model.indexTogether;
    const has = (list: readonly (readonly string[])[], one: readonly string[]): boolean =>
      list.some((other) => other.join() === one.join());
    const gone = present.filter((one) => !has(wanted, one));
    const fresh = wanted.filter((one) => !has(present, one));
    const alter = `ALTER TABLE ${quoted(tableOf(model))}`;
    if (kind === 'unique_together')
      return {
        state: withModel(state, { ...model, uniqueTogether: wanted }),
        sql: [
          ...gone.map((one) => `${alter} DROP CONSTRAINT ${quoted(uniqueTogetherSql(model, one).name)}`),
          ...fresh.map((one) => `${alter} ADD ${uniqueTogetherSql(model, one).definition}`),
        ],
      };
    return {
      state: withModel(state, { ...model, indexTogether: wanted }),
      sql: [
        ...gone.map((one) => `DROP INDEX IF EXISTS ${quoted(indexTogetherSql(model, one).name)}`),
        ...fresh.map((one) => indexTogetherSql(model, one).create),
      ],
    };
  });
}

/** AlterOrderWithRespectTo: a column `_order`. */
export function alterOrder(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'name', (model) => {
    const to = stringOf(argument(call, 'order_with_respect_to', 1), scope.constants);
    const after = withModel(state, { ...model, orderWithRespectTo: to });
    const alter = `ALTER TABLE ${quoted(tableOf(model))}`;
    if (to !== undefined && model.orderWithRespectTo === undefined)
      return {
        state: after,
        sql: [`${alter} ADD COLUMN "_order" integer DEFAULT 0 NOT NULL`, `${alter} ALTER COLUMN "_order" DROP DEFAULT`],
      };
    const isDropped = to === undefined && model.orderWithRespectTo !== undefined;
    return { state: after, sql: isDropped ? [`${alter} DROP COLUMN "_order" CASCADE`] : [] };
  });
}
