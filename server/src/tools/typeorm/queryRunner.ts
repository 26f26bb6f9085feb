import type { Span } from '../../model/span.ts';
import { booleanOf, type HostCall, type HostValue, namedOf, stringOf, stringsOf } from '../host/value.ts';
import type { Scope } from './names.ts';
import {
  type Column,
  columnKeySql,
  columnOf,
  columnSql,
  foreignKeySql,
  indexSql,
  optionList,
  optionsOf,
  quoted,
  quotedList,
  sqlString,
  tableConstraintSql,
  tableNameOf,
} from './schema.ts';

/** What a call of the QueryRunner runs. */
export interface Effect {
  readonly sql: readonly string[];
  readonly columns: ReadonlyMap<string, { readonly span: Span; readonly type?: Span }>;
  /** The call changes the schema in a way that its arguments do not tell. */
  readonly unknown: boolean;
  readonly table?: string;
}

type Method = (call: HostCall, constants: Scope) => readonly (string | undefined)[];

const methods: Readonly<Record<string, Method>> = {
  createDatabase: (call, constants) => [onName(call.positional[0], constants, (name) => `CREATE DATABASE ${name}`)],
  dropDatabase: (call, constants) => [onName(call.positional[0], constants, (name) => `DROP DATABASE ${name}`)],
  createSchema: (call, constants) => [onName(call.positional[0], constants, (name) => `CREATE SCHEMA ${name}`)],
  dropSchema: (call, constants) => [
    onName(
      call.positional[0],
      constants,
      (name) => `DROP SCHEMA ${name}${isTrue(call.positional[2]) ? ' CASCADE' : ''}`,
    ),
  ],
  createTable,
  dropTable: (call, constants) => [
    onName(call.positional[0], constants, (name) => `DROP TABLE ${ifExists(call.positional[1])}${name}`),
  ],
  createView: (call, constants) => {
    const options = optionsOf(call.positional[0], constants);
    const materialized = isTrue(options && namedOf(options.entries, 'materialized')) ? ' MATERIALIZED' : '';
    const expression = stringOf(options && namedOf(options.entries, 'expression'), constants);
    return [
      onName(call.positional[0], constants, (name) =>
        expression === undefined ? undefined : `CREATE${materialized} VIEW ${name} AS ${expression}`,
      ),
    ];
  },
  dropView: (call, constants) => [
    onName(call.positional[0], constants, (name) => `DROP VIEW ${ifExists(call.positional[1])}${name}`),
  ],
  renameTable: (call, constants) => [
    alter(call, constants, ` RENAME TO ${maybe(stringOf(call.positional[1], constants), quoted)}`),
  ],
  changeTableComment: (call, constants) => [
    onName(
      call.positional[0],
      constants,
      (name) => `COMMENT ON TABLE ${name} IS ${sqlString(stringOf(call.positional[1], constants) ?? '')}`,
    ),
  ],
  addColumn: (call, constants) => addColumns(call, constants),
  addColumns: (call, constants) => addColumns(call, constants),
  renameColumn: (call, constants) => {
    const from = columnName(call.positional[1], constants);
    const to = columnName(call.positional[2], constants);
    return [from && to ? alter(call, constants, ` RENAME COLUMN ${quoted(from)} TO ${quoted(to)}`) : undefined];
  },
  changeColumn: (call, constants) => changeColumn(call, call.positional[1], call.positional[2], constants),
  changeColumns: (call, constants) =>
    optionList(call.positional[1], constants).flatMap((change) => {
      const options = optionsOf(change, constants);
      const get = (key: string) => options && namedOf(options.entries, key);
      return changeColumn(call, get('oldColumn'), get('newColumn'), constants);
    }),
  dropColumn: (call, constants) => dropColumns(call, constants),
  dropColumns: (call, constants) => dropColumns(call, constants),
  createPrimaryKey: (call, constants) => [addPrimaryKey(stringsOf(call.positional[1], constants), call, constants)],
  updatePrimaryKeys: (call, constants) => [addPrimaryKey(columnNames(call.positional[1], constants), call, constants)],
  createUniqueConstraint: (call, constants) => addConstraints('unique', call, constants),
  createUniqueConstraints: (call, constants) => addConstraints('unique', call, constants),
  createCheckConstraint: (call, constants) => addConstraints('check', call, constants),
  createCheckConstraints: (call, constants) => addConstraints('check', call, constants),
  createExclusionConstraint: (call, constants) => addConstraints('exclusion', call, constants),
  createExclusionConstraints: (call, constants) => addConstraints('exclusion', call, constants),
  createForeignKey: addForeignKeys,
  createForeignKeys: addForeignKeys,
  dropPrimaryKey: (call, constants) => {
    const table = tableNameOf(call.positional[0], constants);
    const name = stringOf(call.positional[1], constants) ?? (table && `PK_${table}`);
    return [
      name ? alter(call, constants, ` DROP CONSTRAINT ${ifExists(call.positional[2])}${quoted(name)}`) : undefined,
    ];
  },
  dropUniqueConstraint: dropConstraints,
  dropUniqueConstraints: dropConstraints,
  dropCheckConstraint: dropConstraints,
  dropCheckConstraints: dropConstraints,
  dropExclusionConstraint: dropConstraints,
  dropExclusionConstraints: dropConstraints,
  dropForeignKey: dropConstraints,
  dropForeignKeys: dropConstraints,
  createIndex: createIndices,
  createIndices,
  dropIndex: dropIndices,
  dropIndices,
  clearTable: (call, constants) => {
    const options = optionsOf(call.positional[1], constants);
    const cascade = isTrue(options && namedOf(options.entries, 'cascade')) ? ' CASCADE' : '';
    return [onName(call.positional[0], constants, (name) => `TRUNCATE TABLE ${name}${cascade}`)];
  },
  startTransaction: () => ['BEGIN'],
  commitTransaction: () => ['COMMIT'],
  rollbackTransaction: () => ['ROLLBACK'],
};

/** What a QueryRunner method other than `query` runs; undefined for one that changes nothing (`hasTable`, `getTable` …). */
export function effectOf(method: string, call: HostCall, constants: Scope): Effect | undefined {
  const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!run) return undefined;
  const sql = run(call, constants);
  const known = sql.filter((text): text is string => text !== undefined);
  return {
    sql: known,
    columns: columnPlaces(method, call, constants),
    unknown: known.length === 0 || known.length < sql.length,
    table: tableNameOf(call.positional[0], constants),
  };
}

function isTrue(value: HostValue | undefined): boolean {
  return booleanOf(value) === true;
}

/** Since 1.x the last argument of what drops. */
function ifExists(value: HostValue | undefined): string {
  return isTrue(value) ? 'IF EXISTS ' : '';
}

function maybe(name: string | undefined, render: (name: string) => string): string {
  return name === undefined ? '' : render(name);
}

function onName(
  value: HostValue | undefined,
  constants: Scope,
  render: (name: string) => string | undefined,
): string | undefined {
  const name = tableNameOf(value, constants);
  return name === undefined ? undefined : render(quoted(name));
}

/** `ALTER TABLE` of the first argument; undefined where the table is not known, or the action ends where a name should stand. */
function alter(call: HostCall, constants: Scope, action: string): string | undefined {
  if (/ $/.test(action)) return undefined;
  return onName(call.positional[0], constants, (table) => `ALTER TABLE ${table}${action}`);
}

/** The third argument names the key. */
function addPrimaryKey(columns: readonly string[], call: HostCall, constants: Scope): string | undefined {
  const table = tableNameOf(call.positional[0], constants);
  if (table === undefined || columns.length === 0) return undefined;
  const name = stringOf(call.positional[2], constants);
  const key = name
    ? `CONSTRAINT ${quoted(name)} PRIMARY KEY ${quotedList(columns)}`
    : columnKeySql('primary-key', table, columns, constants);
  return `ALTER TABLE ${quoted(table)} ADD ${key}`;
}

function createTable(call: HostCall, constants: Scope): readonly (string | undefined)[] {
  const options = optionsOf(call.positional[0], constants);
  const table = tableNameOf(call.positional[0], constants);
  if (!options || table === undefined) return [undefined];
  const get = (key: string) => optionList(namedOf(options.entries, key), constants);
  const columns = get('columns').map((value) => columnOf(value, table, constants));
  const known = columns.filter((column): column is Column => column !== undefined);
  const primary = known.filter((column) => column.primary).map((column) => column.name);
  const parts = [
    ...known.map((column) => columnSql(column)),
    ...known.filter((column) => column.unique).map((column) => columnKeySql('unique', table, [column.name], constants)),
    ...get('uniques').map((value) => tableConstraintSql('unique', value, table, constants)),
    ...get('checks').map((value) => tableConstraintSql('check', value, table, constants)),
    ...get('exclusions').map((value) => tableConstraintSql('exclusion', value, table, constants)),
    ...(primary.length > 0 ? [columnKeySql('primary-key', table, primary, constants)] : []),
    ...get('foreignKeys').map((value) => foreignKeySql(value, table, constants)),
  ].filter((part) => part !== undefined);
  return [
    ...known.flatMap((column) => column.enumType ?? []),
    `CREATE TABLE ${isTrue(call.positional[1]) ? 'IF NOT EXISTS ' : ''}${quoted(table)} (${parts.join(', ')})`,
    ...get('indices').map((value) => indexSql(value, table, constants)),
    ...(known.length < columns.length ? [undefined] : []),
  ];
}

function addColumns(call: HostCall, constants: Scope): readonly (string | undefined)[] {
  const table = tableNameOf(call.positional[0], constants);
  if (table === undefined) return [undefined];
  return optionList(call.positional[1], constants).flatMap((value): readonly (string | undefined)[] => {
    const column = columnOf(value, table, constants);
    return column ? addColumn(table, column, constants) : [undefined];
  });
}

function addColumn(table: string, column: Column, constants: Scope): readonly string[] {
  const target = `ALTER TABLE ${quoted(table)}`;
  return [
    ...(column.enumType ? [column.enumType] : []),
    `${target} ADD ${columnSql(column)}`,
    ...(column.primary ? [`${target} ADD ${columnKeySql('primary-key', table, [column.name], constants)}`] : []),
    ...(column.unique ? [`${target} ADD ${columnKeySql('unique', table, [column.name], constants)}`] : []),
  ];
}

/** TypeORM recreates the column, and its data is lost, unless the type is known to be the same. */
function changeColumn(
  call: HostCall,
  from: HostValue | undefined,
  to: HostValue | undefined,
  constants: Scope,
): readonly (string | undefined)[] {
  const table = tableNameOf(call.positional[0], constants);
  const oldName = columnName(from, constants);
  const column = table === undefined ? undefined : columnOf(to, table, constants);
  if (table === undefined || oldName === undefined || !column) return [undefined];
  const former = columnOf(from, table, constants);
  const target = `ALTER TABLE ${quoted(table)}`;
  if (former?.type !== column.type)
    return [`${target} DROP COLUMN ${quoted(oldName)}`, ...addColumn(table, column, constants)];
  const own = `${target} ALTER COLUMN ${quoted(column.name)}`;
  return [
    ...(oldName === column.name ? [] : [`${target} RENAME COLUMN ${quoted(oldName)} TO ${quoted(column.name)}`]),
    ...(former.nullable === column.nullable ? [] : [`${own} ${column.nullable ? 'DROP' : 'SET'} NOT NULL`]),
    ...(former.default === column.default
      ? []
      : [column.default === undefined ? `${own} DROP DEFAULT` : `${own} SET DEFAULT ${column.default}`]),
    ...(column.unique && !former.unique
      ? [`${target} ADD ${columnKeySql('unique', table, [column.name], constants)}`]
      : []),
  ];
}

function columnName(value: HostValue | undefined, constants: Scope): string | undefined {
  const options = optionsOf(value, constants);
  return stringOf(value, constants) ?? stringOf(options && namedOf(options.entries, 'name'), constants);
}

function columnNames(value: HostValue | undefined, constants: Scope): readonly string[] {
  return optionList(value, constants).flatMap((item) => columnName(item, constants) ?? []);
}

function dropColumns(call: HostCall, constants: Scope): readonly (string | undefined)[] {
  return optionList(call.positional[1], constants).map((value) => {
    const name = columnName(value, constants);
    return name === undefined
      ? undefined
      : alter(call, constants, ` DROP COLUMN ${ifExists(call.positional[2])}${quoted(name)}`);
  });
}

function addConstraints(
  kind: 'unique' | 'check' | 'exclusion',
  call: HostCall,
  constants: Scope,
): readonly (string | undefined)[] {
  const table = tableNameOf(call.positional[0], constants);
  return optionList(call.positional[1], constants).map((value) => {
    const constraint = table === undefined ? undefined : tableConstraintSql(kind, value, table, constants);
    return constraint && alter(call, constants, ` ADD ${constraint}`);
  });
}

function addForeignKeys(call: HostCall, constants: Scope): readonly (string | undefined)[] {
  const table = tableNameOf(call.positional[0], constants);
  return optionList(call.positional[1], constants).map((value) => {
    const constraint = table === undefined ? undefined : foreignKeySql(value, table, constants);
    return constraint && alter(call, constants, ` ADD ${constraint}`);
  });
}

function dropConstraints(call: HostCall, constants: Scope): readonly (string | undefined)[] {
  return optionList(call.positional[1], constants).map((value) => {
    const name = columnName(value, constants);
    return name === undefined
      ? undefined
      : alter(call, constants, ` DROP CONSTRAINT ${ifExists(call.positional[2])}${quoted(name)}`);
  });
}

function createIndices(call: HostCall, constants: Scope): readonly (string | undefined)[] {
  const table = tableNameOf(call.positional[0], constants);
  return optionList(call.positional[1], constants).map((value) =>
    table === undefined ? undefined : indexSql(value, table, constants),
  );
}

function dropIndices(call: HostCall, constants: Scope): readonly (string | undefined)[] {
  return optionList(call.positional[1], constants).map((value) => {
    const name = columnName(value, constants);
    const options = optionsOf(value, constants);
    const concurrently = isTrue(options && namedOf(options.entries, 'isConcurrent')) ? 'CONCURRENTLY ' : '';
    return name === undefined ? undefined : `DROP INDEX ${concurrently}${ifExists(call.positional[2])}${quoted(name)}`;
  });
}

function columnPlaces(method: string, call: HostCall, constants: Scope): Effect['columns'] {
  const table = tableNameOf(call.positional[0], constants) ?? '';
  const options = method === 'createTable' ? optionsOf(call.positional[0], constants) : undefined;
  const values = options
    ? optionList(namedOf(options.entries, 'columns'), constants)
    : call.positional.slice(1).flatMap((value) => optionList(value, constants));
  const places = new Map<string, { readonly span: Span; readonly type?: Span }>();
  for (const value of values) {
    const column = columnOf(value, table, constants);
    // why: a column kept in a variable lies outside the call, where its span would mean nothing.
    if (!column || column.span.start < call.span.start || column.span.end > call.span.end) continue;
    places.set(column.name, { span: column.span, type: column.typeSpan });
  }
  return places;
}
