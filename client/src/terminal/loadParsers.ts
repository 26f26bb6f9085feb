import { join } from 'node:path';
import { loadPostgresParser } from '../../../server/src/dialects/postgres/postgres.ts';
import { loadToolParsers } from '../../../server/src/tools/loadToolParsers.ts';

/** Loads the WebAssembly that lies beside the bundle; before anything is analysed. Grammars only where a file needs one. Every file is read once. */
export async function loadParsers(files: Iterable<string>): Promise<void> {
  const needsGrammar = [...files].some((file) => !file.endsWith('.sql'));
  await Promise.all([
    loadPostgresParser({ keepsReadings: false }),
    needsGrammar ? loadToolParsers(join(__dirname, 'wasm')) : undefined,
  ]);
}
