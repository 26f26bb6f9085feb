import { join } from 'node:path';
import { loadPostgresParser } from '../../../server/src/dialects/postgres/postgres.ts';
import { loadToolParsers } from '../../../server/src/tools/loadToolParsers.ts';

/** Loads the WebAssembly that lies beside the bundle; once, before anything is analysed. */
export async function loadParsers(): Promise<void> {
  await Promise.all([loadPostgresParser(), loadToolParsers(join(__dirname, 'wasm'))]);
}
