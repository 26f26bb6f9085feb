import { argument, type Constants, type HostCall, type HostValue, lastOf, resolve, stringOf } from '../host/value.ts';
import { columnType } from './columnType.ts';
import { quoted, sqlString } from './names.ts';

/** The column of a field, by the field's name. */
export type ColumnLookup = (field: string) => string;

/** A condition (`Q(a__gte=1) & ~Q(b=None)`) as SQL; parts that are not known become `true`. */
export function conditionSql(value: HostValue, column: ColumnLookup, constants: Constants): string {
  const known = resolve(value, constants);
  if (known.kind === 'operator') {
    const right = conditionSql(known.right, column, constants);
    if (!known.left) return `NOT (${right})`;
    const left = conditionSql(known.left, column, constants);
    if (known.operator === '&') return `(${left}) AND (${right})`;
    return known.operator === '|' ? `(${left}) OR (${right})` : 'true';
  }
  if (known.kind !== 'call') return 'true';
  if (lastOf(known.callee) === 'Q') return qSql(known, column, constants);
  if (lastOf(known.callee) === 'RawSQL') return stringOf(known.positional[0], constants) ?? 'true';
  return lookupCallSql(known, column, constants);
}

function qSql(call: HostCall, column: ColumnLookup, constants: Constants): string {
  const parts: string[] = [];
  let connector = 'AND';
  let isNegated = false;
  for (const item of call.positional) {
    const pair = item.kind === 'list' ? item.items : undefined;
    const name = pair && stringOf(pair[0], constants);
    if (name !== undefined && pair?.[1]) parts.push(lookupSql(name, pair[1], column, constants));
    else parts.push(conditionSql(item, column, constants));
  }
  for (const { name, value } of call.named) {
    if (name === '_connector') connector = stringOf(value, constants) === 'OR' ? 'OR' : 'AND';
    else if (name === '_negated') isNegated = value.kind === 'boolean' && value.value;
    else parts.push(lookupSql(name, value, column, constants));
  }
  const joined = parts.length === 0 ? 'true' : parts.map((part) => `(${part})`).join(` ${connector} `);
  return isNegated ? `NOT (${joined})` : joined;
}

const comparisons: Readonly<Record<string, string>> = { exact: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' };

function lookupSql(path: string, value: HostValue, column: ColumnLookup, constants: Constants): string {
  const parts = path.split('__');
  const last = parts.length > 1 ? (parts.at(-1) ?? 'exact') : 'exact';
  const isLookup =
    Object.hasOwn(comparisons, last) ||
    /^(i?exact|in|isnull|range|i?contains|i?startswith|i?endswith|i?regex|contained_by|overlap)$/.test(last);
  const fields = isLookup && parts.length > 1 ? parts.slice(0, -1) : parts;
  const [field = '', ...transforms] = fields;
  const name = quoted(column(field));
  const subject = transforms.reduce((inner, transform) => transformSql(inner, transform), name);
  return comparisonSql(subject, isLookup ? last : 'exact', resolve(value, constants), column, constants);
}

function transformSql(inner: string, transform: string): string {
  if (['length', 'lower', 'upper'].includes(transform)) return `${transform}(${inner})`;
  if (['year', 'month', 'day', 'hour'].includes(transform)) return `extract(${transform} from ${inner})`;
  if (transform === 'len') return `array_length(${inner}, 1)`;
  return transform === 'date' ? `(${inner})::date` : `(${inner} -> ${sqlString(transform)})`;
}

function comparisonSql(
  subject: string,
  lookup: string,
  value: HostValue,
  column: ColumnLookup,
  constants: Constants,
): string {
  const operand = (item: HostValue): string => expressionSql(item, column, constants);
  const items = value.kind === 'list' ? value.items : [value];
  const pattern = stringOf(value, constants) ?? '';
  switch (lookup) {
    case 'isnull':
      return `${subject} IS ${value.kind === 'boolean' && !value.value ? 'NOT ' : ''}NULL`;
    case 'in':
      return items.length === 0 ? 'false' : `${subject} IN (${items.map(operand).join(', ')})`;
    case 'range':
      return items[0] && items[1] ? `${subject} BETWEEN ${operand(items[0])} AND ${operand(items[1])}` : 'true';
    case 'contains':
    case 'icontains':
      return `${subject}::text LIKE ${sqlString(`%${pattern}%`)}`;
    case 'startswith':
    case 'istartswith':
      return `${subject}::text LIKE ${sqlString(`${pattern}%`)}`;
    case 'endswith':
    case 'iendswith':
      return `${subject}::text LIKE ${sqlString(`%${pattern}`)}`;
    case 'regex':
      return `${subject}::text ~ ${sqlString(pattern)}`;
    case 'iregex':
      return `${subject}::text ~* ${sqlString(pattern)}`;
    case 'iexact':
      return `upper(${subject}) = upper(${operand(value)})`;
    default:
      return value.kind === 'nothing'
        ? `${subject} IS NULL`
        : `${subject} ${comparisons[lookup] ?? '='} ${operand(value)}`;
  }
}

/** A lookup used as a condition: `GreaterThan(F('a'), 0)`, `IsNull('a', True)`. */
function lookupCallSql(call: HostCall, column: ColumnLookup, constants: Constants): string {
  const [left, right] = call.positional;
  const operator: Readonly<Record<string, string>> = {
    Exact: '=',
    GreaterThan: '>',
    GreaterThanOrEqual: '>=',
    LessThan: '<',
    LessThanOrEqual: '<=',
  };
  const sign = operator[lastOf(call.callee)];
  if (!sign || !left || !right) return 'true';
  return `${expressionSql(left, column, constants)} ${sign} ${expressionSql(right, column, constants)}`;
}

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
const sqlFunctions: Readonly<Record<string, string>> = {
  Now: 'statement_timestamp',
  TransactionNow: 'current_timestamp',
  RandomUUID: 'gen_random_uuid',
  Random: 'random',
  StrIndex: 'strpos',
  Substr: 'substring',
};

/** An expression (`F('a') + 1`, `Upper('name')`, `Value(1)`) as SQL; a bare string names a field inside a function. */
export function expressionSql(value: HostValue, column: ColumnLookup, constants: Constants): string {
  const known = resolve(value, constants);
  if (known.kind === 'operator' && known.left && arithmetic.has(known.operator))
    return `(${expressionSql(known.left, column, constants)} ${known.operator} ${expressionSql(known.right, column, constants)})`;
  if (known.kind !== 'call') return valueSql(known, constants);
  const name = lastOf(known.callee);
  const [first] = known.positional;
  if (name === 'F' || name === 'KeyTransform') return quoted(column(stringOf(first, constants)?.split('__')[0] ?? ''));
  if (name === 'Value') return first ? valueSql(first, constants) : 'NULL';
  if (name === 'Q') return conditionSql(known, column, constants);
  if (known.receiver && /^(asc|desc)$/.test(name)) return expressionSql(known.receiver, column, constants);
  const of = (item: HostValue): string => {
    const field = stringOf(item, constants);
    return field === undefined ? expressionSql(item, column, constants) : quoted(column(field.split('__')[0] ?? field));
  };
  if (['ExpressionWrapper', 'OrderBy', 'OpClass', 'Collate', 'Func'].includes(name))
    return wrapperSql(name, known, of, constants);
  if (name === 'RawSQL') return `(${stringOf(first, constants) ?? 'NULL'})`;
  if (name === 'Cast') return first ? castSql(of(first), known, constants) : 'NULL';
  if (name === 'Case') return caseSql(known, column, constants);
  if (!/^[A-Z]\w*$/.test(name)) return "''";
  return `${sqlFunctions[name] ?? name.toLowerCase()}(${known.positional.map(of).join(', ')})`;
}

function castSql(inner: string, call: HostCall, constants: Constants): string {
  const target = argument(call, 'output_field', 1);
  const type = target?.kind === 'call' ? columnType(lastOf(target.callee), target, constants) : 'text';
  return `(${inner})::${type}`;
}

function caseSql(call: HostCall, column: ColumnLookup, constants: Constants): string {
  const branches = call.positional.flatMap((branch) => {
    const then = branch.kind === 'call' ? argument(branch, 'then') : undefined;
    if (branch.kind !== 'call' || !then) return [];
    const named = branch.named.filter((entry) => entry.name !== 'then');
    const condition = qSql({ ...branch, named }, column, constants);
    return [`WHEN ${condition} THEN ${expressionSql(then, column, constants)}`];
  });
  const fallback = argument(call, 'default');
  const otherwise = fallback ? ` ELSE ${expressionSql(fallback, column, constants)}` : '';
  return branches.length > 0 ? `CASE ${branches.join(' ')}${otherwise} END` : 'NULL';
}

function wrapperSql(name: string, call: HostCall, of: (item: HostValue) => string, constants: Constants): string {
  const inner = call.positional[0] ?? argument(call, 'expression');
  if (name !== 'Func') return inner ? of(inner) : 'NULL';
  return `${stringOf(argument(call, 'function'), constants) ?? 'func'}(${call.positional.map(of).join(', ')})`;
}

/** A Python value as a SQL literal. What is not known is an empty string. */
export function valueSql(value: HostValue, constants: Constants): string {
  const known = resolve(value, constants);
  switch (known.kind) {
    case 'nothing':
      return 'NULL';
    case 'number':
    case 'boolean':
      return String(known.value);
    default:
      return sqlString(stringOf(known, constants) ?? '');
  }
}
