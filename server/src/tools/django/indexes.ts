import {
  argument,
  booleanOf,
  type HostCall,
  type HostValue,
  lastOf,
  resolve,
  stringOf,
  stringsOf,
} from '../host/value.ts';
import { conditionSql, expressionSql } from './expression.ts';
import type { FileScope } from './field.ts';
import { indexName, quoted, quotedList } from './names.ts';
import { columnNamed, type ModelState, tableOf } from './state.ts';

/** An index or constraint of a model, rendered. */
export interface Rendered {
  readonly name: string;
  readonly sql: string;
  readonly as: 'constraint' | 'index';
}

const methods: Readonly<Record<string, string>> = {
  GinIndex: 'gin',
  GistIndex: 'gist',
  BrinIndex: 'brin',
  HashIndex: 'hash',
  SpGistIndex: 'spgist',
  BloomIndex: 'bloom',
};

/** `CREATE INDEX …` of `models.Index(…)` and its kin; undefined where the value is no call. */
export function indexSql(
  value: HostValue | undefined,
  model: ModelState,
  scope: FileScope,
  concurrently = false,
): Rendered | undefined {
  const call = value && resolve(value, scope.constants);
  if (call?.kind !== 'call') return undefined;
  const fields = stringsOf(argument(call, 'fields'), scope.constants);
  const columns = fields.map((field) => columnNamed(model, field.replace(/^-/, '')));
  const name = stringOf(argument(call, 'name'), scope.constants) ?? indexName(tableOf(model), columns, '_idx');
  const method = methods[lastOf(call.callee)];
  const elements = elementsSql(call, fields, model, scope);
  if (elements.length === 0) return undefined;
  const sql =
    `CREATE INDEX ${concurrently ? 'CONCURRENTLY ' : ''}${quoted(name)} ON ${quoted(tableOf(model))}` +
    `${method ? ` USING ${method}` : ''} (${elements.join(', ')})${tailSql(call, model, scope)}`;
  return { name, sql, as: 'index' };
}

function elementsSql(
  call: HostCall,
  fields: readonly string[],
  model: ModelState,
  scope: FileScope,
): readonly string[] {
  const classes = stringsOf(argument(call, 'opclasses'), scope.constants);
  const named = fields.map((field, at) => {
    const operatorClass = classes[at] ? ` ${classes[at]}` : '';
    return `${quoted(columnNamed(model, field.replace(/^-/, '')))}${operatorClass}${field.startsWith('-') ? ' DESC' : ''}`;
  });
  return [...named, ...call.positional.map((expression) => elementSql(expression, model, scope))];
}

function elementSql(expression: HostValue, model: ModelState, scope: FileScope): string {
  const known = resolve(expression, scope.constants);
  const field = stringOf(known, scope.constants);
  if (field !== undefined)
    return `${quoted(columnNamed(model, field.replace(/^-/, '')))}${field.startsWith('-') ? ' DESC' : ''}`;
  if (known.kind === 'call' && lastOf(known.callee) === 'OpClass') {
    const operatorClass = stringOf(argument(known, 'name', 1), scope.constants);
    const inner = known.positional[0];
    return `${inner ? elementSql(inner, model, scope) : ''} ${operatorClass ?? ''}`;
  }
  const descending = known.kind === 'call' && known.receiver && lastOf(known.callee) === 'desc' ? ' DESC' : '';
  return `(${expressionSql(known, (name) => columnNamed(model, name), scope.constants)})${descending}`;
}

function tailSql(call: HostCall, model: ModelState, scope: FileScope): string {
  const include = stringsOf(argument(call, 'include'), scope.constants).map((field) => columnNamed(model, field));
  const condition = argument(call, 'condition');
  const where =
    condition && condition.kind !== 'nothing'
      ? ` WHERE ${conditionSql(condition, (name) => columnNamed(model, name), scope.constants)}`
      : '';
  return `${include.length > 0 ? ` INCLUDE ${quotedList(include)}` : ''}${where}`;
}

/** The SQL of `CheckConstraint`, `UniqueConstraint` or `ExclusionConstraint`; undefined for others. */
export function constraintSql(
  value: HostValue | undefined,
  model: ModelState,
  scope: FileScope,
  notValid = false,
): Rendered | undefined {
  const call = value && resolve(value, scope.constants);
  if (call?.kind !== 'call') return undefined;
  const name = stringOf(argument(call, 'name'), scope.constants);
  if (name === undefined) return undefined;
  const add = `ALTER TABLE ${quoted(tableOf(model))} ADD CONSTRAINT ${quoted(name)}`;
  const column = (field: string): string => columnNamed(model, field);
  switch (lastOf(call.callee)) {
    case 'CheckConstraint': {
      const check = argument(call, 'condition') ?? argument(call, 'check');
      const condition = check ? conditionSql(check, column, scope.constants) : 'true';
      return { name, sql: `${add} CHECK (${condition})${notValid ? ' NOT VALID' : ''}`, as: 'constraint' };
    }
    case 'UniqueConstraint':
      return uniqueSql(call, name, add, model, scope);
    case 'ExclusionConstraint': {
      const method = stringOf(argument(call, 'index_type'), scope.constants)?.toLowerCase() ?? 'gist';
      const elements = exclusionElements(argument(call, 'expressions'), model, scope);
      const condition = argument(call, 'condition');
      const where =
        condition && condition.kind !== 'nothing' ? ` WHERE (${conditionSql(condition, column, scope.constants)})` : '';
      if (elements.length === 0) return undefined;
      return { name, sql: `${add} EXCLUDE USING ${method} (${elements.join(', ')})${where}`, as: 'constraint' };
    }
    default:
      return undefined;
  }
}

function uniqueSql(
  call: HostCall,
  name: string,
  add: string,
  model: ModelState,
  scope: FileScope,
): Rendered | undefined {
  const fields = stringsOf(argument(call, 'fields'), scope.constants);
  const isIndex =
    call.positional.length > 0 ||
    ['condition', 'include', 'opclasses'].some((key) => {
      const value = argument(call, key);
      return value !== undefined && value.kind !== 'nothing' && !(value.kind === 'list' && value.items.length === 0);
    });
  const elements = elementsSql(call, fields, model, scope);
  if (elements.length === 0) return undefined;
  const distinct = booleanOf(argument(call, 'nulls_distinct')) === false ? ' NULLS NOT DISTINCT' : '';
  if (isIndex) {
    const tail = tailSql(call, model, scope);
    const sql = `CREATE UNIQUE INDEX ${quoted(name)} ON ${quoted(tableOf(model))} (${elements.join(', ')})${distinct}${tail}`;
    return { name, sql, as: 'index' };
  }
  const deferrable = argument(call, 'deferrable');
  const deferred =
    deferrable?.kind === 'name'
      ? ` DEFERRABLE INITIALLY ${/DEFERRED$/.test(deferrable.path) ? 'DEFERRED' : 'IMMEDIATE'}`
      : '';
  return { name, sql: `${add} UNIQUE${distinct} (${elements.join(', ')})${deferred}`, as: 'constraint' };
}

function exclusionElements(value: HostValue | undefined, model: ModelState, scope: FileScope): readonly string[] {
  const list = value && resolve(value, scope.constants);
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const [expression, operator] = item.kind === 'list' ? item.items : [];
    if (!expression || !operator) return [];
    const sign = stringOf(operator, scope.constants) ?? rangeOperator(operator);
    return [`${elementSql(expression, model, scope)} WITH ${sign}`];
  });
}

function rangeOperator(value: HostValue): string {
  const names: Readonly<Record<string, string>> = { EQUAL: '=', NOT_EQUAL: '<>', CONTAINS: '@>', CONTAINED_BY: '<@' };
  return (value.kind === 'name' && names[lastOf(value.path)]) || '&&';
}
