import type { Client, CustomTypesConfig, QueryConfig } from 'pg';
import { type Cancellation, type ConnectionTarget, DatabaseError } from '../database.ts';
import { toDatabaseError } from '../serverErrors.ts';
import type { Row, RunOptions, Session } from '../session.ts';
import type { ClientFate, ClientPool } from './clientPool.ts';

/** How often a cancellation is asked for, and how long the server may take to obey before the connection is cut. */
const cancelEveryMs = 500;
const cancelPatienceMs = 5_000;
/** What a statement may overrun the server's own timeout before the connection counts as dead. */
const overrunMs = 5_000;

const rawText: CustomTypesConfig = { getTypeParser: () => (value: string | Buffer) => value.toString() };

/** Lends a pooled connection to `work`. A cancellation is sent to the server over a connection of its own. */
export async function withClientSession<T>(
  pool: ClientPool,
  connect: () => Promise<Client>,
  target: ConnectionTarget,
  work: (session: Session) => Promise<T>,
  cancellation?: Cancellation,
): Promise<T> {
  const client = await pool.acquire(cancellation);
  let backendPid = processIdOf(client);
  let fate: ClientFate = 'keep';
  let cancelled = cancellation?.isCancelled ?? false;
  let finished = false;
  let cancelling: Promise<void> = Promise.resolve();

  const cut = (): void => {
    fate = 'discard';
    pool.release(client, 'discard');
  };

  cancellation?.onCancel(() => {
    if (finished || cancelled) return;
    cancelled = true;
    cancelling = cancelUntil(
      () => finished,
      connect,
      () => backendPid,
    ).then((obeyed) => {
      if (!obeyed && !finished) cut();
    });
  });

  const send = async <R extends Row>(
    sql: string,
    parameters: readonly unknown[],
    options: RunOptions,
  ): Promise<readonly R[]> => {
    const config: QueryConfig & { queryMode: 'extended' } = {
      text: sql,
      values: [...parameters],
      queryMode: 'extended',
      ...(options.raw ? { types: rawText } : {}),
    };
    let overdue = false;
    const limit = target.statementTimeoutMs > 0 ? target.statementTimeoutMs + overrunMs : 0;
    const timer =
      limit > 0
        ? setTimeout(() => {
            overdue = true;
            cut();
          }, limit)
        : undefined;
    try {
      return (await client.query<R>(config)).rows;
    } catch (error) {
      if (overdue && !cancelled) {
        throw new DatabaseError('The server did not answer in time, and the connection was cut.', 'timeout');
      }
      const typed = toDatabaseError(error, { sql, userTextAt: options.userTextAt, cancelled });
      if (typed.code === 'connection-lost') fate = 'lost';
      throw typed;
    } finally {
      clearTimeout(timer);
    }
  };

  /** In doubt the connection is cut: then the server undoes and releases everything itself. */
  const settle = async (sql: string): Promise<void> => {
    if (fate !== 'keep') return;
    await send(sql, [], {}).catch(() => {
      if (fate === 'keep') fate = 'discard';
    });
  };

  const session: Session = {
    run: async (sql, parameters = [], options = {}) => {
      if (cancelled) throw new DatabaseError('Cancelled.', 'cancelled');
      return send(sql, parameters, options);
    },
    rollback: () => settle('ROLLBACK'),
    releaseLocks: () => settle('SELECT pg_catalog.pg_advisory_unlock_all()'),
    servedBy: (pid) => {
      backendPid = pid;
    },
  };

  try {
    return await work(session);
  } finally {
    finished = true;
    await cancelling;
    pool.release(client, fate);
  }
}

/** Asks again until the work has ended: a request that arrives between two statements cancels nothing. */
async function cancelUntil(
  finished: () => boolean,
  connect: () => Promise<Client>,
  backendPid: () => number,
): Promise<boolean> {
  const giveUpAt = performance.now() + cancelPatienceMs;
  let client: Client | undefined;
  try {
    client = await connect();
    while (!finished() && performance.now() < giveUpAt) {
      await client.query('SELECT pg_catalog.pg_cancel_backend($1)', [backendPid()]);
      await pause(cancelEveryMs, finished);
    }
  } catch {
    // No second connection to be had: the first is cut instead.
  } finally {
    await client?.end().catch(() => undefined);
  }
  return finished();
}

async function pause(milliseconds: number, until: () => boolean): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!until() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
}

function processIdOf(client: Client): number {
  return Number(Reflect.get(client, 'processID') ?? 0);
}
