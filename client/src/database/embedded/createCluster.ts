import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { dumpData, fsBundle, startParams } from './engine.ts';

/** Makes an empty cluster (the engine's `initdb`, some seconds) and gives its data directory. Run when the product is built. */
export async function createCluster(assetsFolder: string): Promise<Uint8Array> {
  const module = async (name: string) => WebAssembly.compile(await readFile(join(assetsFolder, name)));
  const engine = await PGlite.create({
    pgliteWasmModule: await module('pglite.wasm'),
    initdbWasmModule: await module('initdb.wasm'),
    fsBundle: await fsBundle(assetsFolder),
    // The write-ahead log is most of a small cluster: in segments of 1 MB it is not.
    initDbStartParams: ['--wal-segsize=1'],
    startParams,
  });
  return dumpData(engine, () => false);
}
