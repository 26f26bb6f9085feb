import type { TargetVersion } from '../../model/dialect.ts';
import type { Reading } from '../../model/script.ts';
import type { DialectSupport } from '../dialect.ts';
import { cached } from './cache.ts';
import { readInsertRun } from './insertRun.ts';
import { postgresLocks } from './locks/locks.ts';
import { loadParser } from './read/parser.ts';
import { readText } from './read/read.ts';
import { readByShape } from './read/readByShape.ts';
import { resplit, split, splitInSteps } from './split.ts';

/** Characters of statements whose readings are kept: some hundred thousand everyday statements. */
const cacheCapacity = 32_000_000;

const readUnkept: (text: string, version: TargetVersion) => Reading = readByShape((text, version) =>
  readText(text, version, readUnkept),
);
let read = cached(readUnkept, cacheCapacity);

/**
 * Loads the WebAssembly of the server's parser; must have ended before the first `read`. `keepsReadings`: a text that comes
 * again is not read again; false for a program that reads every file once (default true).
 */
export function loadPostgresParser({ keepsReadings = true }: { readonly keepsReadings?: boolean } = {}): Promise<void> {
  if (!keepsReadings) read = readUnkept;
  return loadParser();
}

/** PostgreSQL. `loadPostgresParser` must have ended before the first `read`. */
export const postgres: DialectSupport = {
  dialect: 'postgresql',
  split,
  splitInSteps,
  resplit,
  // A run is long and seldom comes again.
  read: (text, version) => readInsertRun(text, version, readText) ?? read(text, version),
  mayHaveBody: (text) => /\b(?:do|function|procedure)\b/i.test(text),
  locks: postgresLocks,
};
