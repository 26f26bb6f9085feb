import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SchemaScript } from '../../../../server/src/model/schemaScript.ts';
import { DatabaseError, type EmbeddedRuntime } from '../database.ts';
import type { Opened, WorkerAnswer, WorkerRequest } from './messages.ts';

export interface EmbeddedWorker {
  readonly opened: Opened;
  /** Rejects with the server's error, or with `connection-lost` when the thread ends. */
  run(sql: string, parameters: readonly unknown[], raw: boolean): Promise<readonly Record<string, unknown>[]>;
  /** Ends the thread and with it whatever runs. */
  terminate(): Promise<void>;
  onExit(listener: () => void): void;
}

interface Pending {
  resolve(answer: WorkerAnswer): void;
  reject(error: Error): void;
}

interface StartOptions {
  /** Gets what ends the start; then it rejects. */
  stop?(end: () => void): void;
  onScript?(done: number): void;
}

/** By folder. Every thread of this process runs the same code, with what the engine optimized of it. */
const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** A thread that waits for its first work, by worker file. */
const spares = new Map<string, Worker>();

/** Begins what takes time before the scripts are known. A process that never opens a database ends without waiting for it. */
export function warmUpEngine(runtime: EmbeddedRuntime): void {
  compileEngine(runtime.assetsFolder).catch(() => undefined);
  if (spares.has(runtime.workerFile)) return;
  const spare = startThread(runtime);
  spare.unref();
  spares.set(runtime.workerFile, spare);
  spare.once('exit', () => spares.delete(runtime.workerFile));
  // It is told to whoever takes the thread, by its exit.
  spare.on('error', () => undefined);
}

function takeThread(runtime: EmbeddedRuntime): Worker {
  const spare = spares.get(runtime.workerFile);
  spares.delete(runtime.workerFile);
  spare?.ref();
  return spare ?? startThread(runtime);
}

function startThread(runtime: EmbeddedRuntime): Worker {
  const worker = new Worker(runtime.workerFile, { stdout: true, stderr: true });
  // The engine writes its start-up log there; unread it would fill up.
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** Compiles the engine, once. */
function compileEngine(assetsFolder: string): Promise<WebAssembly.Module> {
  const known = compiled.get(assetsFolder);
  if (known) return known;
  const module = readFile(join(assetsFolder, 'pglite.wasm')).then((bytes) => WebAssembly.compile(bytes));
  compiled.set(assetsFolder, module);
  module.catch(() => compiled.delete(assetsFolder));
  return module;
}

/** Starts a thread with the embedded engine and opens its database. */
export async function startEmbeddedWorker(
  runtime: EmbeddedRuntime,
  image: string,
  scripts: readonly SchemaScript[],
  options: StartOptions,
): Promise<EmbeddedWorker> {
  const worker = takeThread(runtime);
  const pending = new Map<number, Pending>();
  const listeners: (() => void)[] = [];
  let lastId = 0;
  let failure: Error | undefined;
  let ended = false;

  worker.on('message', (answer: WorkerAnswer) => {
    if (answer.kind === 'progress') {
      options.onScript?.(answer.done);
      return;
    }
    const waiting = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.kind === 'failed') waiting?.reject(Object.assign(new Error(answer.error.message), answer.error));
    else waiting?.resolve(answer);
  });
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', () => {
    ended = true;
    const why = failure ? `: ${failure.message}` : '';
    const lost = new DatabaseError(`The embedded engine has ended${why}.`, 'connection-lost');
    for (const waiting of pending.values()) waiting.reject(lost);
    pending.clear();
    for (const listener of listeners) listener();
  });

  const ask = (request: WorkerRequest): Promise<WorkerAnswer> =>
    new Promise((resolve, reject) => {
      if (ended) {
        reject(new DatabaseError('The embedded engine has ended.', 'connection-lost'));
        return;
      }
      pending.set(request.id, { resolve, reject });
      worker.postMessage(request);
    });
  const nextId = () => {
    lastId += 1;
    return lastId;
  };
  const terminate = async (): Promise<void> => {
    await worker.terminate();
  };

  options.stop?.(() => void terminate());
  try {
    const { assetsFolder } = runtime;
    const pglite = await compileEngine(assetsFolder);
    const answer = await ask({ kind: 'open', id: nextId(), assetsFolder, pglite, scripts, image });
    if (answer.kind !== 'opened') throw new Error('The embedded engine gave an unexpected answer.');
    return {
      opened: answer.opened,
      run: async (sql, parameters, raw) => {
        const result = await ask({ kind: 'run', id: nextId(), sql, parameters, raw });
        return result.kind === 'rows' ? result.rows : [];
      },
      terminate,
      onExit: (listener) => {
        listeners.push(listener);
      },
    };
  } catch (error) {
    await terminate();
    throw error;
  }
}
