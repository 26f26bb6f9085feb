import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { EmbeddedRuntime } from '../../client/src/database/database.ts';

const root = join(import.meta.dirname, '..', '..');
const pglite = join(root, 'node_modules', '@electric-sql', 'pglite', 'dist');
const extensions = ['citext', 'cube', 'earthdistance', 'pgcrypto', 'pg_trgm', 'uuid-ossp', 'hstore', 'unaccent'];

/** The worker of the embedded engine, bundled from the present sources, with an empty cache. `remove` deletes it all. */
export function embeddedRuntime(): EmbeddedRuntime & { remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  const workerFile = join(folder, 'embeddedWorker.js');
  buildSync({
    entryPoints: [join(root, 'client', 'src', 'database', 'embedded', 'worker.ts')],
    outfile: workerFile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    alias: { '@electric-sql/pglite': join(pglite, 'index.cjs') },
  });
  symlinkSync(join(root, 'dist', 'emptyCluster.data'), join(folder, 'emptyCluster.data'));
  const assets = ['pglite.wasm', 'pglite.data', ...extensions.map((name) => `${name}.tar.gz`)];
  for (const file of assets) symlinkSync(join(pglite, file), join(folder, file));
  return {
    workerFile,
    assetsFolder: folder,
    cacheFolder: join(folder, 'cache'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
