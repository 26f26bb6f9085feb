import { md5 } from './md5.ts';

const maxLength = 63;

/** Django's name of an index or constraint on columns: table, columns, hash and suffix, at most 63 characters. */
export function indexName(table: string, columns: readonly string[], suffix = ''): string {
  const digest = md5([table, ...columns].join('')).slice(0, 8);
  const full = `${table}_${columns.join('_')}_${digest}${suffix}`;
  if (full.length <= maxLength) return notStartingWithDigit(full);
  const end =
    `${digest}${suffix}`.length > maxLength / 3 ? `${digest}${suffix}`.slice(0, maxLength / 3) : digest + suffix;
  const rest = Math.floor((maxLength - end.length) / 2) - 1;
  return notStartingWithDigit(`${table.slice(0, rest)}_${columns.join('_').slice(0, rest)}_${end}`);
}

function notStartingWithDigit(name: string): string {
  return /^[_0-9]/.test(name) ? `D${name.slice(0, -1)}` : name;
}

/** Django's name of a foreign key. */
export function foreignKeyName(table: string, column: string, target: string, targetColumn: string): string {
  return indexName(table, [column], `_fk_${target}_${targetColumn}`);
}

/** A name cut to the server's limit, the end replaced by a hash, as for tables of many-to-many relations. */
export function truncatedName(name: string): string {
  if (name.length <= maxLength) return name;
  return `${name.slice(0, maxLength - 4)}${md5(name).slice(0, 4)}`;
}

/** A name as SQL, always quoted as Django does. A table named with its schema (`"s"."t"`) stays as it is. */
export function quoted(name: string): string {
  return name.startsWith('"') ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Names in parentheses. */
export function quotedList(names: readonly string[]): string {
  return `(${names.map(quoted).join(', ')})`;
}

/** A text as a SQL literal. */
export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
