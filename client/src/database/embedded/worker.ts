import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parentPort, threadId } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import { buildSchema, type RefusedStatement } from './buildSchema.ts';
import { dumpSchema, startEngine } from './engine.ts';
import { namedExtensions } from './extensionArchives.ts';
import type { Opened, SentError, WorkerAnswer, WorkerRequest } from './messages.ts';

// The engine runs in a thread of its own because nothing but the end of the thread stops a statement.

const jsonTypes = { 114: (value: string) => value, 3802: (value: string) => value };

let engine: PGlite | undefined;

parentPort?.on('message', (request: WorkerRequest) => {
  answer(request).then(send, (error: unknown) => send({ kind: 'failed', id: request.id, error: sentError(error) }));
});

function send(message: WorkerAnswer): void {
  parentPort?.postMessage(message);
}

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

type OpenRequest = WorkerRequest & { kind: 'open' };

async function open(request: OpenRequest): Promise<Opened> {
  const parts = { ...request, extensions: await namedExtensions(request.assetsFolder, request.scripts) };
  const start: Start = (image) => startEngine(parts, image);
  const refused = (await openSaved(request, start)) ?? (await build(request, start));
  const rows = await engine?.query<{ version: string; number: string }>(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number",
  );
  return {
    refused,
    serverVersion: rows?.rows[0]?.version ?? '',
    serverVersionNumber: Number(rows?.rows[0]?.number ?? 0),
  };
}

type Start = (image: Buffer) => Promise<PGlite>;

/** The schema as it was built before. An image that the engine does not take is built anew. */
async function openSaved(request: OpenRequest, start: Start): Promise<readonly RefusedStatement[] | undefined> {
  const { image } = request;
  if (!existsSync(image) || !existsSync(refusedFile(image))) return undefined;
  try {
    const [content, refused] = await Promise.all([readFile(image), readFile(refusedFile(image), 'utf8')]);
    engine = await start(content);
    return JSON.parse(refused);
  } catch {
    await rm(image, { force: true });
    return undefined;
  }
}

async function build(request: OpenRequest, start: Start): Promise<readonly RefusedStatement[]> {
  const { image, scripts } = request;
  const built = await start(await readFile(join(request.assetsFolder, 'emptyCluster.data')));
  engine = built;
  const run = (sql: string, rows?: string) =>
    built.query(sql, [], rows === undefined ? {} : { blob: new Blob([rows]) });
  const refused = await buildSchema(run, scripts, (done) => send({ kind: 'progress', id: request.id, done }));
  await built.query('ANALYZE');
  await built.query(forgetEmptyTables);
  const content = await dumpSchema(built);
  try {
    await writeWhole(refusedFile(image), JSON.stringify(refused));
    await writeWhole(image, content);
  } catch {
    // It is only a cache: on a full or read-only disk the schema is built again the next time.
  }
  return refused;
}

/**
 * An analyzed empty table costs nothing however it is read. Not analyzed, it is planned as a table of ten pages, where the
 * plan shows which index would serve.
 */
const forgetEmptyTables =
  "UPDATE pg_class SET reltuples = -1 WHERE relkind = 'r' AND reltuples = 0 AND relpages = 0 AND oid >= 16384";

function refusedFile(image: string): string {
  return `${image}.json`;
}

/** Under its name only when it is complete: another window may be looking for it, or this thread may be ended. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
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
