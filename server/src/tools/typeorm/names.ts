import type { Constants } from '../host/value.ts';
import { sha1 } from './sha1.ts';

/** What TypeORM gives a name of its own, by the two or three letters it begins with. */
export type NamedKind = 'PK' | 'UQ' | 'FK' | 'CHK' | 'XCL' | 'IDX';

/** A default name has 30 characters, prefix included. */
const nameLength = 30;

/** The values of names assigned in the file, and what is known of the TypeORM that runs it. */
export interface Scope extends Constants {
  /** 1.x hashes names as they are; up to 0.3 as they would stand in an address. */
  readonly hashesText?: boolean;
}

/** The scope of a file in a project that depends on this range of versions; 0.3 where it says none. */
export function scopeOf(constants: Constants, range: string | undefined): Scope {
  const major = /^\D*(\d+)/.exec(range ?? '0')?.[1];
  return Object.assign(new Map(constants), { hashesText: Number(major ?? 1) >= 1 });
}

/**
 * The name that TypeORM's default naming strategy makes: `parts` are the columns (in any order), or the expression of a
 * CHECK or exclusion constraint; the condition of an index comes last.
 */
export function defaultName(
  kind: NamedKind,
  table: string,
  parts: readonly string[],
  { hashesText }: Scope,
  where?: string,
): string {
  const own = table.slice(table.lastIndexOf('.') + 1);
  const key = [own, ...[...parts].sort(), ...(where ? [where] : [])].join('_');
  const text = key.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  const hashed = hashesText ? text : encodeURIComponent(text);
  return `${kind}_${sha1(hashed)}`.slice(0, nameLength);
}
