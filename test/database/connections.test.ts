import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../client/src/database/connectDatabase.ts';
import type { ConnectionTarget, Database } from '../../client/src/database/database.ts';
import { parseConnectionString } from '../../client/src/database/targets/connectionString.ts';
import { findTargets, passFilePassword } from '../../client/src/database/targets/findTargets.ts';
import { startPooler } from '../support/pooler.ts';
import { type RealPostgres, startRealPostgres } from '../support/realPostgres.ts';
import { analyze, analyzeChange, cancellationSource, targetOf } from './targets.ts';

const sleep = 'SELECT pg_sleep(60)';

describe('connections to a real PostgreSQL', () => {
  let server: RealPostgres;
  const open: Database[] = [];
  const connect = async (changes: Partial<ConnectionTarget> = {}, password = server.password): Promise<Database> => {
    const database = await connectDatabase(targetOf(server, changes), { secret: async () => password });
    open.push(database);
    return database;
  };
  /** Waits until the server really runs it. */
  const running = async (sql: string): Promise<number> => {
    for (;;) {
      const [row] = await server.run<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%${sql}%' AND pid <> pg_backend_pid()`,
      );
      if (row) return row.pid;
    }
  };

  beforeAll(async () => {
    server = await startRealPostgres();
  });
  afterAll(async () => {
    await Promise.all(open.map((database) => database.close()));
    await server?.stop();
  });

  it('say what they are connected to', async () => {
    const database = await connect({ applicationName: 'tests' });
    expect(database.serverVersion).toMatch(/^PostgreSQL 18\./);
    expect(database.serverVersionNumber).toBeGreaterThanOrEqual(180000);
    const rows = await database.query(
      `SELECT current_setting('application_name') AS name, current_setting('transaction_read_only') AS read_only,
              current_setting('statement_timeout') AS timeout`,
    );
    expect(rows).toEqual([{ name: 'tests', read_only: 'on', timeout: '1min' }]);
  });

  it('bind parameters and run nothing but one query', async () => {
    const database = await connect();
    expect(await database.query('SELECT $1::text AS value', ["'; DROP TABLE x; --"])).toEqual([
      { value: "'; DROP TABLE x; --" },
    ]);
    for (const sql of ['SELECT 1; SELECT 2', 'DELETE FROM pg_class', 'SET transaction_read_only = off', 'COMMIT']) {
      await expect(database.query(sql)).rejects.toMatchObject({ code: 'refused' });
    }
    expect(await database.query('SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
  });

  it('refuse a wrong password without repeating it', async () => {
    const opening = connect({}, 'wrong hunter2');
    await expect(opening).rejects.toMatchObject({ code: 'authentication-failed' });
    await expect(opening).rejects.not.toThrow(/hunter2/);
    await expect(connect({}, '')).rejects.toMatchObject({ code: 'authentication-failed' });
  });

  it.each<[string, Partial<ConnectionTarget>]>([
    ['a database that is not there', { database: 'missing' }],
    ['a port where nobody listens', { port: 1 }],
    ['a server that has no encryption', { sslMode: 'require' }],
    ['an unknown SSL mode', { sslMode: 'perhaps' }],
  ])('say what is wrong with %s', async (_name, changes) => {
    const opening = connect(changes);
    await expect(opening).rejects.toMatchObject({ code: 'connection-failed' });
    await expect(opening).rejects.toThrow(/127\.0\.0\.1|SSL/);
  });

  it('work side by side', async () => {
    const database = await connect();
    const all = Array.from({ length: 20 }, (_, index) => database.query('SELECT $1::int AS n', [index]));
    expect((await Promise.all(all)).flat().map((row) => row.n)).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
  });

  it('cancel a running statement on the server and stay usable', async () => {
    const database = await connect();
    const cancellation = cancellationSource();
    const endless = database.explain(sleep, analyze, cancellation);
    const outcome = expect(endless).rejects.toMatchObject({ code: 'cancelled' });
    const pid = await running(sleep);
    cancellation.cancel();
    await outcome;
    expect(await server.run(`SELECT state FROM pg_stat_activity WHERE pid = ${pid} AND state <> 'idle'`)).toEqual([]);
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('do not start what is cancelled already', async () => {
    const database = await connect();
    const cancellation = cancellationSource();
    cancellation.cancel();
    await expect(database.explain(sleep, analyze, cancellation)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('survive a backend that an administrator ends', async () => {
    const database = await connect();
    const lost: Error[] = [];
    database.onClose((error) => lost.push(error));
    const outcome = expect(database.explain(sleep, analyze)).rejects.toMatchObject({ code: 'connection-lost' });
    await server.run(`SELECT pg_terminate_backend(${await running(sleep)})`);
    await outcome;
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(lost).toEqual([]);
  });

  it('notice a killed server, say so, and work again when it is back', async () => {
    const database = await connect();
    const closed = new Promise<Error>((resolve) => database.onClose(resolve));
    const outcome = expect(database.explain(sleep, analyze)).rejects.toMatchObject({ code: 'connection-lost' });
    await running(sleep);
    await server.kill();
    await outcome;
    expect(await closed).toMatchObject({ code: 'connection-failed' });
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'connection-failed' });
    await server.restart();
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('leave the connections of a pooler as they were: they serve others next', async () => {
    const settings =
      "SELECT current_setting('default_transaction_read_only') AS read_only, current_setting('transaction_read_only') AS now";
    const pooler = await startPooler(server.port);
    const pooled = await connect({ port: pooler.port, readOnly: true });
    expect(await pooled.query(settings)).toEqual([{ read_only: 'off', now: 'on' }]);
    const direct = await connect({ readOnly: true });
    expect(await direct.query(settings)).toEqual([{ read_only: 'on', now: 'on' }]);
    await pooled.close();
    await pooler.stop();
  });

  it('are closed for good', async () => {
    const database = await connect({ applicationName: 'closing' });
    await database.query('SELECT 1');
    await database.close();
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('come from a URI, a service file and a password file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'services-'));
    const { host, port, user, password } = server;
    writeFileSync(
      join(folder, '.pg_service.conf'),
      `[test]\nhost=${host}\nport=${port}\nuser=${user}\ndbname=postgres\n`,
    );
    writeFileSync(join(folder, '.pgpass'), `${host}:${port}:*:${user}:${password}\n`);
    chmodSync(join(folder, '.pgpass'), 0o600);
    const [service] = await findTargets({ environment: {}, folders: [], homeFolder: folder });
    const { password: secret } = await passFilePassword(service?.parts ?? {}, {}, folder);
    rmSync(folder, { recursive: true });
    expect(secret).toBe(password);
    const uri = parseConnectionString(server.uri());
    for (const [parts, word] of [
      [service?.parts, secret],
      [uri.parts, 'password' in uri ? uri.password : undefined],
    ] as const) {
      const database = await connectDatabase({ ...targetOf(server), ...parts }, { secret: async () => word });
      expect(await database.query('SELECT current_user::text AS name')).toEqual([{ name: user }]);
      await database.close();
    }
  });
});

it('a standby runs queries, and says why it runs no change', async () => {
  const standby = await startRealPostgres({
    files: { 'standby.signal': '' },
    settings: { max_connections: '100' },
  });
  const database = await connectDatabase(targetOf(standby), { secret: async () => standby.password });
  expect(await database.explain('SELECT count(*) FROM pg_class', analyzeChange)).toMatchObject({ analyzed: true });
  const change = database.explain('DELETE FROM pg_description', analyzeChange);
  await expect(change).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('standby') });
  await database.close();
  await standby.stop();
});
