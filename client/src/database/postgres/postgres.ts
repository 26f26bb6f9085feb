import type { ConnectionTarget, ConnectOptions, Database, DatabaseError } from '../database.ts';
import type { SessionSource } from '../session.ts';
import { sessionDatabase } from '../sessionDatabase.ts';
import { connectClient } from './clientConfig.ts';
import { clientPool } from './clientPool.ts';
import { withClientSession } from './clientSession.ts';

/** Connects to a PostgreSQL server. Rejects with `DatabaseError` when the first connection cannot be made. */
export async function openPostgres(target: ConnectionTarget, options: ConnectOptions): Promise<Database> {
  const listeners: ((error: DatabaseError) => void)[] = [];
  const connect = () => connectClient(target, options.secret);
  const pool = clientPool(connect, (error) => {
    for (const listener of listeners) listener(error);
  });
  const client = await pool.acquire(options.cancellation);
  let version: { text: string; number: number } | undefined;
  try {
    const { rows } = await client.query<{ text: string; number: string }>(
      "SELECT pg_catalog.current_setting('server_version') AS text, pg_catalog.current_setting('server_version_num') AS number",
    );
    version = { text: rows[0]?.text ?? '', number: Number(rows[0]?.number ?? 0) };
  } finally {
    pool.release(client, version ? 'keep' : 'discard');
  }
  const source: SessionSource = {
    target,
    serverVersion: `PostgreSQL ${version.text.split(' ')[0] ?? ''}`,
    serverVersionNumber: version.number,
    use: (work, cancellation) => withClientSession(pool, connect, target, work, cancellation),
    close: () => pool.close(),
    onClose: (listener) => listeners.push(listener),
  };
  return sessionDatabase(source, []);
}
