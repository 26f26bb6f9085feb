import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import type { EntryReader } from './entries.ts';

/** Schemas that an unqualified name is looked up in, first one first. Never empty. */
export function searchPath(entries: EntryReader, segment: string): readonly string[] {
  const path = entries.get('search-path', segment);
  return path ? path.split(',') : ['public'];
}

/** `"$user", app, public` → `app,public`; undefined where it means the default. */
export function parseSearchPath(value: string): string | undefined {
  const schemas = value
    .split(',')
    .map((part) => part.trim())
    .map((part) => (/^(["']).*\1$/.test(part) ? part.slice(1, -1) : part.toLowerCase()))
    .filter((part) => part !== '' && part !== '$user' && part !== 'pg_catalog' && part !== 'default');
  const path = schemas.join(',');
  return path === '' || path === 'public' ? undefined : path;
}

/**
 * Key of the relation that the name means: the first schema of the search path that has one, else `public` where it is
 * there (tables made under the default path), else the first schema.
 */
export function relationKey(entries: EntryReader, segment: string, name: QualifiedName): string {
  if (name.schema) return catalogKey(name);
  const path = searchPath(entries, segment);
  const found =
    path.length === 1 && path[0] === 'public'
      ? 'public'
      : [...path, 'public'].find((schema) => entries.get('relation', catalogKey(name, schema)));
  return catalogKey(name, found ?? path[0]);
}

/** Schema part of a catalog key. */
export function schemaOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('.')));
}
