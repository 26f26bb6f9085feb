// Makes the empty PostgreSQL cluster that the embedded engine starts from: `initdb` takes seconds, reading a file does not.
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { step } from './prepare.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const engine = join(root, 'client/src/database/embedded');
const pglite = join(root, 'node_modules/@electric-sql/pglite');
const sources = [
  ...['createCluster.ts', 'engine.ts', 'dataDirectory.ts'].map((file) => join(engine, file)),
  join(pglite, 'package.json'),
];

/** Writes `emptyCluster.data` into `folder`, unless one that is newer than everything it is made of is there. */
export async function createEmptyCluster(folder) {
  const file = join(folder, 'emptyCluster.data');
  const made = await modified(file);
  const changed = await Promise.all(sources.map(modified));
  if (changed.every((time) => time < made)) return;
  await step('Creating the empty cluster of the embedded engine', async () => {
    const script = join(folder, 'createCluster.cjs');
    await esbuild.build({
      entryPoints: [join(engine, 'createCluster.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'warning',
      alias: { '@electric-sql/pglite': join(pglite, 'dist/index.cjs') },
    });
    const { createCluster } = await import(pathToFileURL(script).href);
    await writeFile(`${file}.partial`, await createCluster(join(pglite, 'dist')));
    await rename(`${file}.partial`, file);
    await rm(script);
  });
}

async function modified(file) {
  const info = await stat(file).catch(() => undefined);
  return info?.mtimeMs ?? 0;
}
