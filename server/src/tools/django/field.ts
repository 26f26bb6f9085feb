import {
  argument,
  booleanOf,
  type Constants,
  type HostCall,
  type HostValue,
  lastOf,
  resolve,
  stringOf,
} from '../host/value.ts';
import { columnType } from './columnType.ts';
import { expressionSql, valueSql } from './expression.ts';
import { likelyBase } from './fieldTypes.ts';
import { quoted } from './names.ts';
import type { FieldState, Relation } from './state.ts';

/** What is needed to read the values of one migration file. */
export interface FileScope {
  readonly app: string;
  readonly constants: Constants;
  /** `app.model` of the user model. */
  readonly userModel: string;
}

/** A field as a migration writes it: `models.CharField(max_length=10)`. Undefined where it is no call. */
export function fieldOf(name: string, value: HostValue | undefined, scope: FileScope): FieldState | undefined {
  const call = value && resolve(value, scope.constants);
  if (call?.kind !== 'call') return undefined;
  const kind = lastOf(call.callee);
  const relation = relationOf(kind, call, scope);
  if (/GenericForeignKey|GenericRelation/.test(kind)) return virtual(name);
  if (/ManyToMany|TaggableManager/.test(kind)) return { ...virtual(name), kind: 'many-to-many', relation };
  const flag = (key: string): boolean | undefined => booleanOf(argument(call, key));
  const isPrimaryKey = flag('primary_key') ?? false;
  const isOneToOne = /OneToOne/.test(kind);
  const base = likelyBase(kind) ?? kind;
  const type = relation ? undefined : columnType(kind, call, scope.constants);
  const isAuto = /AutoField$/.test(base);
  return {
    name,
    kind: 'column',
    dbColumn: stringOf(argument(call, 'db_column'), scope.constants),
    type,
    isAuto,
    isNull: flag('null') ?? base === 'NullBooleanField',
    isUnique: (flag('unique') ?? isOneToOne) && !isPrimaryKey,
    isIndexed: (flag('db_index') ?? (relation !== undefined || base === 'SlugField')) && !isPrimaryKey,
    isPrimaryKey,
    default: effectiveDefault(base, type, call, scope),
    dbDefault: dbDefaultOf(call, scope),
    generated: kind === 'GeneratedField' ? generatedOf(call, scope) : undefined,
    check: /^Positive/.test(base) ? (column) => `${quoted(column)} >= 0` : undefined,
    collation: stringOf(argument(call, 'db_collation'), scope.constants),
    comment: stringOf(argument(call, 'db_comment'), scope.constants),
    hasLikeIndex: /^(varchar|text)/.test(type ?? ''),
    relation,
  };
}

function virtual(name: string): FieldState {
  return {
    name,
    kind: 'virtual',
    isAuto: false,
    isNull: true,
    isUnique: false,
    isIndexed: false,
    isPrimaryKey: false,
    hasLikeIndex: false,
  };
}

function relationOf(kind: string, call: HostCall, scope: FileScope): Relation | undefined {
  if (!/ForeignKey|OneToOne|ManyToMany|TaggableManager/.test(kind)) return undefined;
  const through = argument(call, 'through');
  return {
    to: modelReference(argument(call, 'to', 0), scope),
    toField: stringOf(argument(call, 'to_field'), scope.constants),
    hasConstraint: booleanOf(argument(call, 'db_constraint')) ?? true,
    through: through ? modelReference(through, scope) : /Taggable/.test(kind) ? 'taggit.taggeditem' : undefined,
    table: stringOf(argument(call, 'db_table'), scope.constants),
  };
}

/** `'app.Model'`, `'Model'`, `'self'` or `settings.AUTH_USER_MODEL` as a key. */
function modelReference(value: HostValue | undefined, scope: FileScope): string {
  if (value?.kind === 'name' && /(^|\.)AUTH_USER_MODEL$/.test(value.path)) return scope.userModel;
  if (value?.kind === 'call' && lastOf(value.callee) === 'get_user_model') return scope.userModel;
  const text = stringOf(value, scope.constants)?.toLowerCase();
  if (text === undefined) return 'unknown.unknown';
  if (text === 'self' || text.includes('.')) return text;
  return `${scope.app}.${text}`.toLowerCase();
}

/** Django computes the default in Python and sends the value: existing rows all get the same one. */
function effectiveDefault(
  base: string,
  type: string | undefined,
  call: HostCall,
  scope: FileScope,
): string | undefined {
  const value = argument(call, 'default');
  if (value) return defaultSql(resolve(value, scope.constants), type, scope);
  const isNull = booleanOf(argument(call, 'null')) ?? false;
  if (!isNull && booleanOf(argument(call, 'blank')) && /^(varchar|text|citext)/.test(type ?? '')) return "''";
  const isAutomatic = booleanOf(argument(call, 'auto_now')) || booleanOf(argument(call, 'auto_now_add'));
  return isAutomatic && /^(Date|Time)/.test(base) ? sample(type) : undefined;
}

function defaultSql(value: HostValue, type: string | undefined, scope: FileScope): string | undefined {
  switch (value.kind) {
    case 'nothing':
      return undefined;
    case 'number':
    case 'boolean':
      return type && /^(varchar|text)/.test(type) ? `'${value.value}'` : String(value.value);
    case 'list':
    case 'record':
      return type?.endsWith('[]') ? "'{}'" : value.kind === 'list' ? "'[]'" : "'{}'";
    case 'string':
      return valueSql(value, scope.constants);
    default:
      return sample(type);
  }
}

/** A constant of the type: which one a Python callable would give does not matter for locks and rewrites. */
function sample(type: string | undefined): string {
  if (!type) return "'0'";
  if (/^(integer|bigint|smallint|numeric|double)/.test(type)) return '0';
  if (type === 'boolean') return 'false';
  if (type === 'interval') return "'0'";
  if (type === 'inet') return "'0.0.0.0'";
  if (type.endsWith('range')) return "'empty'";
  if (type === 'uuid') return "'00000000-0000-4000-8000-000000000000'";
  if (type === 'date' || type.startsWith('timestamp')) return "'2000-01-01'";
  if (type === 'time') return "'00:00'";
  if (type === 'jsonb' || type.endsWith('[]') || type === 'hstore') return type === 'hstore' ? "''" : "'{}'";
  return "''";
}

function dbDefaultOf(call: HostCall, scope: FileScope): string | undefined {
  const value = argument(call, 'db_default');
  if (!value) return undefined;
  const known = resolve(value, scope.constants);
  const column = (name: string): string => name;
  return known.kind === 'call' ? expressionSql(known, column, scope.constants) : valueSql(known, scope.constants);
}

function generatedOf(call: HostCall, scope: FileScope): string | undefined {
  const value = argument(call, 'expression');
  if (!value) return undefined;
  const stored = booleanOf(argument(call, 'db_persist')) === false ? 'VIRTUAL' : 'STORED';
  return `GENERATED ALWAYS AS (${expressionSql(value, (name) => name, scope.constants)}) ${stored}`;
}
