import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parentPort, threadId } from 'node:worker_threads';
import { gunzip, gzip } from 'node:zlib';
import { type Extensions, PGlite } from '@electric-sql/pglite';
import type { ScriptProblem } from '../database.ts';
import { buildSchema } from './buildSchema.ts';
import type { Opened, SentError, WorkerAnswer, WorkerRequest } from './messages.ts';

// The engine runs in a thread of its own because nothing but the end of the thread stops a statement.

const jsonTypes = { 114: (value: string) => value, 3802: (value: string) => value };

let engine: PGlite | undefined;

parentPort?.on('message', (request: WorkerRequest) => {
  answer(request).then(
    (message) => parentPort?.postMessage(message),
    (error: unknown) => parentPort?.postMessage({ kind: 'failed', id: request.id, error: sentError(error) }),
  );
});

async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  switch (request.kind) {
    case 'open':
      return { kind: 'opened', id: request.id, opened: await open(request) };
    case 'run': {
      if (!engine) throw new Error('The embedded engine is not open.');
      const parsers = request.raw ? jsonTypes : {};
      const { rows } = await engine.query<Record<string, unknown>>(request.sql, [...request.parameters], { parsers });
      return { kind: 'rows', id: request.id, rows };
    }
  }
}

async function open(request: WorkerRequest & { kind: 'open' }): Promise<Opened> {
  const problemsFile = `${request.image}.json`;
  let problems: readonly ScriptProblem[];
  if (existsSync(request.image) && existsSync(problemsFile)) {
    engine = await start(request.assetsFolder, request.image);
    problems = JSON.parse(await readFile(problemsFile, 'utf8'));
  } else {
    const known = existsSync(request.emptyImage);
    const built = await start(request.assetsFolder, known ? request.emptyImage : undefined);
    engine = built;
    if (!known) await save(built, request.emptyImage);
    problems = await buildSchema((sql) => built.query(sql), request.scripts);
    await built.query('ANALYZE');
    await built.query('CHECKPOINT');
    await writeWhole(problemsFile, JSON.stringify(problems));
    await save(built, request.image);
  }
  const { rows } = await engine.query<{ version: string; number: string }>(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number",
  );
  return {
    problems,
    serverVersion: rows[0]?.version ?? '',
    serverVersionNumber: Number(rows[0]?.number ?? 0),
  };
}

async function start(assetsFolder: string, image: string | undefined): Promise<PGlite> {
  const asset = (name: string) => readFile(join(assetsFolder, name));
  const [wasm, initdb, files, saved] = await Promise.all([
    asset('pglite.wasm').then((bytes) => WebAssembly.compile(bytes)),
    asset('initdb.wasm').then((bytes) => WebAssembly.compile(bytes)),
    asset('pglite.data'),
    image === undefined ? undefined : readFile(image).then((bytes) => promisify(gunzip)(bytes)),
  ]);
  return PGlite.create({
    pgliteWasmModule: wasm,
    initdbWasmModule: initdb,
    fsBundle: new Blob([new Uint8Array(files)]),
    extensions: await extensions(assetsFolder),
    ...(saved ? { loadDataDir: new Blob([new Uint8Array(saved)]) } : {}),
  });
}

/** Whatever archives lie beside the engine can be created with CREATE EXTENSION. */
async function extensions(assetsFolder: string): Promise<Extensions> {
  const archives = (await readdir(assetsFolder)).filter((file) => file.endsWith('.tar.gz'));
  return Object.fromEntries(
    archives.map((file) => {
      const name = basename(file, '.tar.gz');
      const bundlePath = pathToFileURL(join(assetsFolder, file));
      return [name, { name, setup: async (_engine, emscriptenOpts) => ({ emscriptenOpts, bundlePath }) }];
    }),
  ) satisfies Extensions;
}

async function save(database: PGlite, file: string): Promise<void> {
  const image = await database.dumpDataDir('none');
  const bytes = await promisify(gzip)(new Uint8Array(await image.arrayBuffer()), { level: 1 });
  await writeWhole(file, bytes);
}

/** Under its name only when it is complete: another window may be looking for it, or this thread may be ended. */
async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}-${threadId}.partial`;
  await writeFile(partial, content);
  await rename(partial, file);
}

function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error) };
  const text = (key: string): string | undefined => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    message: error.message,
    code: text('code'),
    position: text('position'),
    hint: text('hint'),
    detail: text('detail'),
  };
}
