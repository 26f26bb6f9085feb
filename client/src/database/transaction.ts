import { type ConnectionTarget, DatabaseError } from './database.ts';
import type { Session } from './session.ts';

export interface TransactionOptions {
  readonly writable: boolean;
  /** Text of a user is executed: it can have taken locks of the session, which outlive the transaction. */
  readonly executes?: boolean;
  /** Further settings, for this transaction only. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Longer than any pause of ours between two statements; frees the locks if this process hangs. Milliseconds. */
const idleInTransactionTimeoutMs = 30_000;

/**
 * Runs work in a transaction that is always rolled back. Setting the timeouts through a query also takes the snapshot, after
 * which the server no longer lets anything make a read-only transaction writable.
 */
export async function inTransaction<T>(
  session: Session,
  target: ConnectionTarget,
  options: TransactionOptions,
  work: () => Promise<T>,
): Promise<T> {
  const settings: Record<string, string> = {
    statement_timeout: String(target.statementTimeoutMs),
    lock_timeout: String(target.lockTimeoutMs),
    idle_in_transaction_session_timeout: String(idleInTransactionTimeoutMs),
    ...(target.searchPath === undefined ? {} : { search_path: target.searchPath }),
    ...options.settings,
  };
  const names = Object.keys(settings);
  const calls = names.map((_, index) => `pg_catalog.set_config($${index * 2 + 1}, $${index * 2 + 2}, true)`);
  const values = names.flatMap((name) => [name, settings[name]]);
  await begin(session, options.writable);
  try {
    const [backend] = await session.run<{ pid: number }>(
      `SELECT pg_catalog.pg_backend_pid() AS pid, ${calls.join(', ')}`,
      values,
    );
    if (backend) session.servedBy(backend.pid);
    return await work();
  } finally {
    await session.rollback();
    if (options.executes) await session.releaseLocks();
  }
}

/** What a server in recovery says to BEGIN READ WRITE. */
const notSupported = '0A000';

async function begin(session: Session, writable: boolean): Promise<void> {
  try {
    await session.run(writable ? 'BEGIN READ WRITE' : 'BEGIN READ ONLY');
  } catch (error) {
    if (!(writable && error instanceof DatabaseError && error.sqlState === notSupported)) throw error;
    const message = 'This server is a standby, which repeats the changes of another one and makes none itself.';
    throw new DatabaseError(message, 'refused', notSupported, undefined, { cause: error });
  }
}

/** Whether a transaction could not begin because the server only reads. */
export function isStandbyRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === 'refused' && error.sqlState === notSupported;
}
