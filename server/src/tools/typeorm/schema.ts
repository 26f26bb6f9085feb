import type { Span } from '../../model/span.ts';
import {
  booleanOf,
  type Constants,
  type HostRecord,
  type HostValue,
  lastOf,
  namedOf,
  resolve,
  stringOf,
  stringsOf,
} from '../host/value.ts';
import { defaultName, type NamedKind, type Scope } from './names.ts';

/** A name, always quoted: TypeORM quotes every name it sends. */
export function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

/** A list of names in parentheses. */
export function quotedList(names: readonly string[]): string {
  return `(${names.map(quoted).join(', ')})`;
}

/** The options of `new TableX({…})` or of a plain object. */
export function optionsOf(value: HostValue | undefined, constants: Constants): HostRecord | undefined {
  const known = value && resolve(value, constants);
  if (known?.kind === 'record') return known;
  if (known?.kind !== 'call') return undefined;
  const first = known.positional[0];
  const inner = first && resolve(first, constants);
  return inner?.kind === 'record' ? inner : undefined;
}

/** The table that an argument names: a string, a `Table`, or what `getTable` was asked for. */
export function tableNameOf(value: HostValue | undefined, constants: Constants): string | undefined {
  const name = value && stringOf(value, constants);
  if (name !== undefined) return name;
  const known = value && resolve(value, constants);
  if (known?.kind === 'call' && lastOf(known.callee) === 'getTable') return stringOf(known.positional[0], constants);
  const options = optionsOf(value, constants);
  return options && stringOf(namedOf(options.entries, 'name'), constants);
}

export interface Column {
  readonly name: string;
  /** With length, precision and array brackets. */
  readonly type: string;
  readonly nullable: boolean;
  readonly primary: boolean;
  readonly unique: boolean;
  readonly default?: string;
  /** `CREATE TYPE` of an enum column that brings its own. */
  readonly enumType?: string;
  readonly suffix: string;
  readonly span: Span;
  readonly typeSpan?: Span;
}

/** The column that `new TableColumn({…})` says; undefined where its name is not known. */
export function columnOf(value: HostValue | undefined, table: string, constants: Constants): Column | undefined {
  const options = optionsOf(value, constants);
  const name = options && stringOf(namedOf(options.entries, 'name'), constants);
  if (!options || name === undefined) return undefined;
  const get = (key: string): HostValue | undefined => namedOf(options.entries, key);
  const strategy = booleanOf(get('isGenerated')) ? (stringOf(get('generationStrategy')) ?? 'increment') : undefined;
  const values = stringsOf(get('enum'), constants);
  const enumName = stringOf(get('enumName'), constants) ?? `${table}_${name}_enum`;
  const isEnum = values.length > 0 || stringOf(get('type')) === 'enum';
  return {
    name,
    type: isEnum ? quoted(enumName) + arraySuffix(get) : typeOf(get, strategy, constants),
    nullable: booleanOf(get('isNullable')) ?? false,
    primary: booleanOf(get('isPrimary')) ?? false,
    unique: booleanOf(get('isUnique')) ?? false,
    default: defaultOf(get('default'), constants) ?? (strategy === 'uuid' ? 'uuid_generate_v4()' : undefined),
    enumType:
      values.length > 0 ? `CREATE TYPE ${quoted(enumName)} AS ENUM (${values.map(sqlString).join(', ')})` : undefined,
    suffix: generatedSuffix(get, strategy, constants),
    span: options.span,
    typeSpan: options.entries.find((entry) => entry.name === 'type')?.span,
  };
}

type Get = (key: string) => HostValue | undefined;

function typeOf(get: Get, strategy: string | undefined, constants: Constants): string {
  const written = (stringOf(get('type'), constants) ?? 'varchar').toLowerCase();
  if (strategy === 'increment') return written.startsWith('big') || written === 'int8' ? 'bigserial' : 'serial';
  const base = { datetime: 'timestamp', 'simple-array': 'text', 'simple-json': 'text', string: 'varchar' }[written];
  const size = numberText(get('length'), constants) ?? precisionText(get, constants);
  return `${base ?? written}${size === undefined || written.includes('(') ? '' : `(${size})`}${arraySuffix(get)}`;
}

function arraySuffix(get: Get): string {
  return booleanOf(get('isArray')) ? '[]' : '';
}

function precisionText(get: Get, constants: Constants): string | undefined {
  const precision = numberText(get('precision'), constants);
  const scale = numberText(get('scale'), constants);
  return precision !== undefined && scale !== undefined ? `${precision}, ${scale}` : precision;
}

function numberText(value: HostValue | undefined, constants: Constants): string | undefined {
  if (value?.kind === 'number') return String(value.value);
  const text = stringOf(value, constants);
  return text && /^\d+$/.test(text) ? text : undefined;
}

function generatedSuffix(get: Get, strategy: string | undefined, constants: Constants): string {
  if (strategy === 'identity') return ` GENERATED ${stringOf(get('generatedIdentity')) ?? 'BY DEFAULT'} AS IDENTITY`;
  const expression = stringOf(get('asExpression'), constants);
  return expression ? ` GENERATED ALWAYS AS (${expression}) ${stringOf(get('generatedType')) ?? 'STORED'}` : '';
}

function defaultOf(value: HostValue | undefined, constants: Constants): string | undefined {
  const known = value && resolve(value, constants);
  if (known?.kind === 'number' || known?.kind === 'boolean') return String(known.value);
  return stringOf(known, constants);
}

/** A text as a SQL literal. */
export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `"name" type NOT NULL DEFAULT …`, without its primary key and UNIQUE. */
export function columnSql(column: Column): string {
  const notNull = column.nullable ? '' : ' NOT NULL';
  const fallback = column.default === undefined ? '' : ` DEFAULT ${column.default}`;
  return `${quoted(column.name)} ${column.type}${column.suffix}${notNull}${fallback}`;
}

/** The options of one value or of a list of them. */
export function optionList(value: HostValue | undefined, constants: Constants): readonly HostValue[] {
  const known = value && resolve(value, constants);
  if (!known) return [];
  return known.kind === 'list' ? known.items : [known];
}

/** `CONSTRAINT "name" `: as written, or as TypeORM names it. */
function naming(
  kind: NamedKind,
  table: string,
  parts: readonly string[],
  options: HostRecord,
  constants: Scope,
): string {
  const name = stringOf(namedOf(options.entries, 'name'), constants) ?? defaultName(kind, table, parts, constants);
  return `CONSTRAINT ${quoted(name)} `;
}

/** `CONSTRAINT … UNIQUE (…)` or `… PRIMARY KEY (…)` of columns that say so themselves. */
export function columnKeySql(
  kind: 'unique' | 'primary-key',
  table: string,
  columns: readonly string[],
  scope: Scope,
): string {
  const name = defaultName(kind === 'unique' ? 'UQ' : 'PK', table, columns, scope);
  return `CONSTRAINT ${quoted(name)} ${kind === 'unique' ? 'UNIQUE' : 'PRIMARY KEY'} ${quotedList(columns)}`;
}

/** `FOREIGN KEY (…) REFERENCES …` with its name, or undefined. */
export function foreignKeySql(value: HostValue, ownTable: string, constants: Scope): string | undefined {
  const options = optionsOf(value, constants);
  const columns = stringsOf(options && namedOf(options.entries, 'columnNames'), constants);
  const target = options && tableNameOf(namedOf(options.entries, 'referencedTableName'), constants);
  if (!options || !target || columns.length === 0) return undefined;
  const text = (key: string): string | undefined => stringOf(namedOf(options.entries, key), constants);
  const schema = text('referencedSchema');
  const referenced = stringsOf(namedOf(options.entries, 'referencedColumnNames'), constants);
  const actions = [
    text('onDelete') ? ` ON DELETE ${text('onDelete')}` : '',
    text('onUpdate') ? ` ON UPDATE ${text('onUpdate')}` : '',
    text('deferrable') ? ` DEFERRABLE ${text('deferrable')}` : '',
  ].join('');
  const table = quoted(schema ? `${schema}.${target}` : target);
  const list = referenced.length > 0 ? ` ${quotedList(referenced)}` : '';
  const name = naming('FK', ownTable, columns, options, constants);
  return `${name}FOREIGN KEY ${quotedList(columns)} REFERENCES ${table}${list}${actions}`;
}

/** `UNIQUE (…)`, `CHECK (…)` or `EXCLUDE …` with its name, or undefined. */
export function tableConstraintSql(
  kind: 'unique' | 'check' | 'exclusion',
  value: HostValue,
  table: string,
  constants: Scope,
): string | undefined {
  const options = optionsOf(value, constants);
  if (!options) return undefined;
  if (kind === 'unique') {
    const columns = stringsOf(namedOf(options.entries, 'columnNames'), constants);
    if (columns.length === 0) return undefined;
    return `${naming('UQ', table, columns, options, constants)}UNIQUE ${quotedList(columns)}`;
  }
  const expression = stringOf(namedOf(options.entries, 'expression'), constants);
  if (expression === undefined) return undefined;
  const name = naming(kind === 'check' ? 'CHK' : 'XCL', table, [expression], options, constants);
  if (kind === 'check') return `${name}CHECK (${expression})`;
  const deferrable = stringOf(namedOf(options.entries, 'deferrable'), constants);
  return `${name}EXCLUDE ${expression}${deferrable ? ` DEFERRABLE ${deferrable}` : ''}`;
}

/** `CREATE INDEX …` of `new TableIndex({…})`, or undefined. */
export function indexSql(value: HostValue, table: string, constants: Scope): string | undefined {
  const options = optionsOf(value, constants);
  const columns = stringsOf(options && namedOf(options.entries, 'columnNames'), constants);
  if (!options || columns.length === 0) return undefined;
  const get = (key: string): HostValue | undefined => namedOf(options.entries, key);
  const where = stringOf(get('where'), constants);
  const name = stringOf(get('name'), constants) ?? defaultName('IDX', table, columns, constants, where);
  // why: `type` is of 1.x.
  const type = booleanOf(get('isSpatial')) ? 'gist' : stringOf(get('type'), constants);
  const method = type && /^\w+$/.test(type) ? ` USING ${type}` : '';
  const unique = booleanOf(get('isUnique')) ? ' UNIQUE' : '';
  const concurrently = booleanOf(get('isConcurrent')) ? ' CONCURRENTLY' : '';
  return (
    `CREATE${unique} INDEX${concurrently} ${quoted(name)} ON ${quoted(table)}${method} ` +
    `${quotedList(columns)}${where ? ` WHERE ${where}` : ''}`
  );
}
