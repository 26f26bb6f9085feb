import { Worker } from 'node:worker_threads';
import { DatabaseError, type EmbeddedRuntime, type SchemaScript } from '../database.ts';
import type { ImageFiles } from './images.ts';
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

/** Starts a thread with the embedded engine and opens its database. `stop` ends the start; then it rejects. */
export async function startEmbeddedWorker(
  runtime: EmbeddedRuntime,
  files: ImageFiles,
  scripts: readonly SchemaScript[],
  stop?: (end: () => void) => void,
): Promise<EmbeddedWorker> {
  const worker = new Worker(runtime.workerFile, { stdout: true, stderr: true });
  // The engine writes its start-up log there; unread it would fill up.
  worker.stdout.resume();
  worker.stderr.resume();
  const pending = new Map<number, Pending>();
  const listeners: (() => void)[] = [];
  let lastId = 0;
  let failure: Error | undefined;
  let ended = false;

  worker.on('message', (answer: WorkerAnswer) => {
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

  stop?.(() => void terminate());
  try {
    const { assetsFolder } = runtime;
    const answer = await ask({ kind: 'open', id: nextId(), assetsFolder, scripts, ...files });
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
