import { sha1 } from './sha1.ts';

/** What TypeORM gives a name of its own, by the two or three letters it begins with. */
export type NamedKind = 'PK' | 'UQ' | 'FK' | 'CHK' | 'XCL' | 'IDX';

/** A default name has 30 characters, prefix included. */
const nameLength = 30;

/**
 * The name that TypeORM's default naming strategy makes: `parts` are the columns (in any order), or the expression of a
 * CHECK or exclusion constraint; the condition of an index comes last.
 */
export function defaultName(kind: NamedKind, table: string, parts: readonly string[], where?: string): string {
  const own = table.slice(table.lastIndexOf('.') + 1);
  const key = [own, ...[...parts].sort(), ...(where ? [where] : [])].join('_');
  // why: 0.3 hashes what an address would hold; 1.x differs for expressions and for names beyond letters and digits.
  const hashed = encodeURIComponent(key.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
  return `${kind}_${sha1(hashed)}`.slice(0, nameLength);
}
