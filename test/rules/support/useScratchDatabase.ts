import { afterAll, beforeAll } from 'vitest';
import { loadParsersFromPackages } from '../../support/toolParsers.ts';
import { openScratchDatabase, type ScratchDatabase } from './scratchDatabase.ts';

/** Parsers and a scratch database for the tests of a file: what it returns gives the database once they run. */
export function useScratchDatabase(): () => ScratchDatabase {
  let database: ScratchDatabase | undefined;
  beforeAll(async () => {
    await loadParsersFromPackages();
    database = await openScratchDatabase();
  });
  afterAll(() => database?.close());
  return () => {
    if (!database) throw new Error('The database is there when the tests run, not before.');
    return database;
  };
}
