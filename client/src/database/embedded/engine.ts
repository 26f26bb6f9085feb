import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Extensions, MemoryFS, PGlite } from '@electric-sql/pglite';
import { packDirectory, unpackDirectory } from './dataDirectory.ts';

const data = PGlite.paths.PGDATA;

/** As small as suits one session, for the engine sets all of it up at each start. No cost of a plan depends on it. */
export const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

/** The scratch database holds every file in memory; at its start the saved data directory. */
class SavedFiles extends MemoryFS {
  constructor(private readonly image: Buffer) {
    super();
  }

  override async initialSyncFs(): Promise<void> {
    if (this.pg) unpackDirectory(this.pg.Module.FS, data, this.image);
  }
}

export interface EngineParts {
  readonly assetsFolder: string;
  readonly pglite: WebAssembly.Module;
  readonly extensions: Extensions;
}

/** Starts the engine on a data directory that `createCluster` or `dumpSchema` gave. It takes `image` over. */
export async function startEngine(parts: EngineParts, image: Buffer): Promise<PGlite> {
  return PGlite.create({
    pgliteWasmModule: parts.pglite,
    fsBundle: await fsBundle(parts.assetsFolder),
    extensions: parts.extensions,
    startParams,
    fs: new SavedFiles(image),
  });
}

/** The data directory of a running engine, without the templates of new databases: nothing will create one. */
export function dumpSchema(engine: PGlite): Promise<Uint8Array> {
  return dumpData(engine, (path) => /^\/base\/[14]$/.test(path));
}

/**
 * The data directory of a running engine. After a checkpoint only the present segment of the write-ahead log is needed: the
 * others were or will be.
 */
export async function dumpData(engine: PGlite, leaveOut: (path: string) => boolean): Promise<Uint8Array> {
  await engine.query('CHECKPOINT');
  const { rows } = await engine.query<{ segment: string }>(
    'SELECT pg_walfile_name(pg_current_wal_insert_lsn()) AS segment',
  );
  const segment = `/pg_wal/${rows[0]?.segment}`;
  const isOtherSegment = (path: string) => /^\/pg_wal\/[0-9A-F]{24}$/.test(path) && path !== segment;
  return packDirectory(engine.Module.FS, data, (path) => isOtherSegment(path) || leaveOut(path));
}

/** The files of the engine's installation. */
export async function fsBundle(assetsFolder: string): Promise<Blob> {
  return new Blob([new Uint8Array(await readFile(join(assetsFolder, 'pglite.data')))]);
}
