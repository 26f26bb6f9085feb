import type { DialectSupport } from '../dialect.ts';
import { cached } from './cache.ts';
import { postgresLocks } from './locks/locks.ts';
import { readText } from './read/read.ts';
import { readByShape } from './read/readByShape.ts';
import { resplit, split } from './split.ts';

export { loadPostgresParser } from './read/parser.ts';

/** Characters of statements whose readings are kept: some hundred thousand everyday statements. */
const cacheCapacity = 32_000_000;

/** PostgreSQL. `loadPostgresParser` must have ended before the first `read`. */
export const postgres: DialectSupport = {
  dialect: 'postgresql',
  split,
  resplit,
  read: cached(readByShape(readText), cacheCapacity),
  locks: postgresLocks,
};
