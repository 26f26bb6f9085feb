import type { ConstraintDefinition } from './operation.ts';
import { walkExpression } from './walk.ts';

/** PostgreSQL keeps 63 bytes of a name. */
const longestName = 63;

const bytes = new TextEncoder();

/** The first `length` bytes of a name in UTF-8, without half a character. */
function clip(name: string, length: number): string {
  let used = 0;
  let result = '';
  for (const symbol of name) {
    used += bytes.encode(symbol).length;
    if (used > length) break;
    result += symbol;
  }
  return result;
}

/**
 * A name as PostgreSQL makes it: `table_addition_label`, the longer part shortened until it fits 63 bytes, with a number
 * after the label while `isTaken`.
 */
export function objectName(
  table: string,
  addition: string,
  label: string,
  isTaken: (name: string) => boolean = () => false,
): string {
  const nameOf = (pass: number): string => fitted(table, addition, pass === 0 ? label : `${label}${pass}`);
  for (let pass = 0; pass < mostInTurn; pass++) {
    const name = nameOf(pass);
    if (!isTaken(name)) return name;
  }
  let taken = mostInTurn - 1;
  let free = mostInTurn * 2;
  while (isTaken(nameOf(free))) {
    taken = free;
    free *= 2;
  }
  while (free - taken > 1) {
    const middle = (taken + free) >> 1;
    if (isTaken(nameOf(middle))) taken = middle;
    else free = middle;
  }
  return nameOf(free);
}

/**
 * Numbers tried one after the other, as the server does. Where so many are taken, thousands may be, without a gap: the first
 * free one is found by halving.
 */
const mostInTurn = 16;

function fitted(table: string, addition: string, label: string): string {
  const whole = addition ? `${table}_${addition}_${label}` : `${table}_${label}`;
  if (whole.length <= longestName && !/[^ -~]/.test(whole)) return whole;
  const available = longestName - bytes.encode(label).length - 1 - (addition ? 1 : 0);
  let first = bytes.encode(table).length;
  let second = bytes.encode(addition).length;
  while (first + second > available) {
    if (first > second) first--;
    else second--;
  }
  return [clip(table, first), ...(addition ? [clip(addition, second)] : []), label].join('_');
}

/** The name that PostgreSQL (12 and later) gives a constraint of `table` that has none. */
export function defaultConstraintName(
  table: string,
  definition: ConstraintDefinition,
  isTaken?: (name: string) => boolean,
): string {
  switch (definition.kind) {
    case 'check': {
      const columns = new Set<string>();
      walkExpression(definition.expression, (part) => {
        if (part.kind === 'column') columns.add(part.name);
      });
      const [only] = columns;
      return objectName(table, columns.size === 1 && only ? only : '', 'check', isTaken);
    }
    case 'foreign-key':
      return objectName(table, definition.columns.join('_'), 'fkey', isTaken);
    case 'unique':
      return objectName(table, definition.columns.join('_'), 'key', isTaken);
    case 'primary-key':
      return objectName(table, '', 'pkey', isTaken);
    case 'exclude': {
      const columns = definition.elements.map((element) => (element.kind === 'column' ? element.name : 'expr'));
      return objectName(table, columns.join('_'), 'excl', isTaken);
    }
    case 'not-null':
      return objectName(table, definition.column, 'not_null', isTaken);
  }
}
