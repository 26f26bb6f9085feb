import type { SchemaScript } from '../../../../server/src/model/schemaScript.ts';
import {
  type Cancellation,
  type ConnectionTarget,
  type ConnectOptions,
  type Database,
  DatabaseError,
  type EmbeddedRuntime,
  type ScriptProblem,
} from '../database.ts';
import { toDatabaseError } from '../serverErrors.ts';
import type { Row, Session, SessionSource } from '../session.ts';
import { sessionDatabase } from '../sessionDatabase.ts';
import type { RefusedStatement } from './buildSchema.ts';
import { type EmbeddedWorker, startEmbeddedWorker } from './embeddedWorker.ts';
import { imageFile, keepRecentImages } from './images.ts';

/** The engine takes some 400 MB: it is ended after this time without work and started again when needed. Milliseconds. */
const idleMs = 10 * 60_000;

/**
 * Opens a scratch PostgreSQL inside this process, with the schema that `target.scripts` build. What the scripts could not do
 * is in `problems`. A cancelled or overlong statement costs the running engine; the next one starts from the saved schema.
 */
export async function openEmbedded(
  target: ConnectionTarget,
  runtime: EmbeddedRuntime,
  options: Pick<ConnectOptions, 'cancellation' | 'onScript'> = {},
): Promise<Database> {
  const scripts = target.scripts ?? [];
  const image = imageFile(runtime, scripts);
  const listeners: ((error: DatabaseError) => void)[] = [];
  let current: Promise<EmbeddedWorker> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let closed = false;
  let line: Promise<unknown> = Promise.resolve();

  const worker = (during?: Cancellation): Promise<EmbeddedWorker> => {
    if (current) return current;
    const starting = start(during);
    current = starting;
    starting.then(
      (started) =>
        started.onExit(() => {
          if (current === starting) current = undefined;
        }),
      () => {
        if (current === starting) current = undefined;
      },
    );
    return starting;
  };
  const start = async (during?: Cancellation): Promise<EmbeddedWorker> => {
    if (closed) throw new DatabaseError('This connection is closed.', 'connection-lost');
    try {
      const started = await startEmbeddedWorker(runtime, image, scripts, {
        stop: (end) => during?.onCancel(end),
        onScript: options.onScript,
      });
      // Where the cache cannot be written there is nothing to tidy up.
      void keepRecentImages(runtime, image).catch(() => undefined);
      return started;
    } catch (error) {
      if (during?.isCancelled) throw new DatabaseError('Cancelled.', 'cancelled');
      const reason = error instanceof Error ? error.message : String(error);
      throw new DatabaseError(
        `The embedded engine did not start: ${reason}`,
        'connection-failed',
        undefined,
        undefined,
        {
          cause: error,
        },
      );
    }
  };
  const stop = async (): Promise<void> => {
    const ending = current;
    current = undefined;
    await ending?.then((started) => started.terminate()).catch(() => undefined);
  };

  const exclusively = async <T>(work: (session: Session) => Promise<T>, during?: Cancellation): Promise<T> => {
    if (during?.isCancelled) throw new DatabaseError('Cancelled.', 'cancelled');
    clearTimeout(idle);
    const engine = await worker(during);
    try {
      return await withEngine(engine, target, work, stop, during);
    } finally {
      idle = setTimeout(() => void stop(), idleMs).unref();
    }
  };

  const { opened } = await worker(options.cancellation);
  const source: SessionSource = {
    target,
    serverVersion: `PostgreSQL ${opened.serverVersion} (embedded)`,
    serverVersionNumber: opened.serverVersionNumber,
    use: (work, during) => {
      // The engine has one session: who comes later waits.
      const result = line.then(() => exclusively(work, during));
      line = result.catch((error: unknown) => {
        if (error instanceof DatabaseError && error.code === 'connection-failed' && !closed) {
          for (const listener of listeners) listener(error);
        }
      });
      return result;
    },
    close: async () => {
      closed = true;
      clearTimeout(idle);
      await stop();
    },
    onClose: (listener) => listeners.push(listener),
  };
  return sessionDatabase(
    source,
    opened.refused.map((refused) => problemOf(refused, scripts)),
  );
}

/** Lines are looked up when they are needed: what was built before can have moved in its file. */
function problemOf(
  { script, statement, row, message, sqlState }: RefusedStatement,
  scripts: readonly SchemaScript[],
): ScriptProblem {
  const file = scripts[script]?.file ?? '';
  const { sql = '', line = 0, rows } = scripts[script]?.statements[statement] ?? {};
  const place = rows && row !== undefined ? rows.line + row : line;
  return { file, statement, line: place, sql, message, sqlState };
}

async function withEngine<T>(
  engine: EmbeddedWorker,
  target: ConnectionTarget,
  work: (session: Session) => Promise<T>,
  stop: () => Promise<void>,
  cancellation?: Cancellation,
): Promise<T> {
  let ended: 'cancelled' | 'timeout' | undefined;
  let finished = false;
  const end = (why: 'cancelled' | 'timeout'): void => {
    if (finished || ended) return;
    ended = why;
    void stop();
  };
  cancellation?.onCancel(() => end('cancelled'));
  const run = async <R extends Row>(sql: string, parameters: readonly unknown[], raw: boolean, userTextAt?: number) => {
    const timer =
      target.statementTimeoutMs > 0 ? setTimeout(() => end('timeout'), target.statementTimeoutMs) : undefined;
    try {
      const rows = await engine.run(sql, parameters, raw);
      return rows as readonly R[];
    } catch (error) {
      if (ended === 'cancelled') throw new DatabaseError('Cancelled.', 'cancelled');
      if (ended === 'timeout') {
        const message = `The statement ran longer than the statement timeout of this connection (${target.statementTimeoutMs} ms).`;
        throw new DatabaseError(message, 'timeout');
      }
      throw toDatabaseError(error, { sql, userTextAt });
    } finally {
      clearTimeout(timer);
    }
  };
  const settle = async (sql: string): Promise<void> => {
    if (!ended) await run(sql, [], false).catch(() => stop());
  };
  try {
    return await work({
      run: (sql, parameters = [], options = {}) => run(sql, parameters, options.raw ?? false, options.userTextAt),
      rollback: () => settle('ROLLBACK'),
      releaseLocks: () => settle('SELECT pg_catalog.pg_advisory_unlock_all()'),
      servedBy: () => undefined,
    });
  } finally {
    finished = true;
  }
}
