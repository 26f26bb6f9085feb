import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPostgresParser } from '../../server/src/dialects/postgres/postgres.ts';
import type { LockMode } from '../../server/src/model/lock.ts';
import { atLeast } from '../../server/src/model/lock.ts';
import { type RealVersion, startRealPostgres } from '../support/realPostgres.ts';
import type { Claimed } from './claimed.ts';
import { claimed } from './claimed.ts';
import type { LockCase } from './measured.ts';
import { factLine, isIndexed, isRead, lockCases, measured } from './measured.ts';
import { moreCases } from './moreCases.ts';

const otherZone = 'America/New_York';

/** A server that tells what it does: embedded in the process, or a process of its own. */
interface LiveServer {
  readonly version: number;
  exec(sql: string): Promise<void>;
  query<Row>(sql: string): Promise<readonly Row[]>;
  /** The notices since it was asked last. */
  notices(): readonly string[];
  stop(): Promise<unknown>;
}

async function embeddedServer(): Promise<LiveServer> {
  const server = await PGlite.create();
  const said: string[] = [];
  return {
    version: 18,
    exec: async (sql) => {
      await server.exec(sql, { onNotice: ({ message = '' }) => said.push(message) });
    },
    query: async <Row>(sql: string) => (await server.query<Row>(sql)).rows,
    notices: () => said.splice(0),
    stop: () => server.close(),
  };
}

async function realServer(version: RealVersion): Promise<LiveServer> {
  const server = await startRealPostgres({ version, settings: { wal_level: 'logical' } });
  const client = await server.connect('postgres');
  const said: string[] = [];
  client.on('notice', ({ message = '' }) => said.push(message));
  return {
    version,
    exec: async (sql) => {
      await client.query(sql);
    },
    query: async <Row>(sql: string) => (await client.query(sql)).rows as readonly Row[],
    notices: () => said.splice(0),
    stop: () => client.end().then(() => server.stop()),
  };
}

/** What is not a fact about a version of the server, but about what can be told without one. */
const differing: Readonly<Record<string, string>> = {
  'DROP STATISTICS': 'the catalog does not keep which table extended statistics are of',
  'ADD COLUMN DEFAULT volatile fn user': 'the server expands this SQL function and finds a constant',
};

interface RelationRow {
  readonly oid: number;
  readonly relname: string;
  readonly relfilenode: number;
}

async function relations(server: LiveServer): Promise<ReadonlyMap<number, RelationRow>> {
  const rows = await server.query<RelationRow>(
    "select oid::int, relname, relfilenode::int from pg_class where relnamespace = 'public'::regnamespace",
  );
  return new Map(rows.map((row) => [row.oid, row]));
}

async function prepare({ setup, timeZone }: LockCase, server: LiveServer): Promise<void> {
  await server.exec(`rollback; set client_min_messages = error; drop schema if exists s2 cascade;
    drop schema public cascade; create schema public; drop publication if exists pubx`);
  await server.exec(`set timezone = 'UTC'; ${setup}`);
  // In UTC, converting between timestamp types looks free.
  await server.exec(`set timezone = '${timeZone ?? otherZone}'`);
}

/** Runs the DDL in a transaction that is rolled back; sorted lines of what it did to the tables that were there before. */
async function observed(one: LockCase, claim: Claimed, server: LiveServer): Promise<readonly string[]> {
  await prepare(one, server);
  const before = await relations(server);
  await server.exec('begin; set local client_min_messages = debug1');
  server.notices();
  await server.exec(one.ddl);
  const notices = server.notices();
  await server.exec('set local client_min_messages = error');
  const after = await relations(server);
  const rows = await server.query<{ readonly oid: number; readonly mode: LockMode; readonly scans: number }>(
    `select relation::int as oid, mode, pg_stat_get_xact_numscans(relation)::int as scans from pg_locks
     where pid = pg_backend_pid() and locktype = 'relation' and granted`,
  );
  await server.exec('rollback');
  const isTruncate = /^truncate/i.test(one.ddl);
  const said = isTruncate
    ? []
    : notices.map((notice) => notice.replace(/"/g, '').replace(/ (?:serially|using .*|with request .*)$/, ''));
  const strongest = new Map<number, LockMode>();
  const scanned = new Set<number>();
  for (const { oid, mode, scans } of rows) {
    const known = strongest.get(oid);
    if (!known || atLeast(mode, known)) strongest.set(oid, mode);
    if (scans > 0) scanned.add(oid);
  }
  return [...strongest]
    .flatMap(([oid, lock]) => {
      const relation = before.get(oid);
      if (!relation || !claim.schema.isTable(relation.relname)) return [];
      const table = relation.relname;
      const now = after.get(oid);
      const rewritten = !isTruncate && now !== undefined && now.relfilenode !== relation.relfilenode;
      // A scan that no notice tells of shows in the statistics; so do those of queries, which are not meant here.
      const isSilent = scanned.has(oid) && claim.facts.some((fact) => fact.startsWith(`${table} ${lock} scans`));
      const isScanned = rewritten || isRead(table, said, claim.schema) || isSilent;
      return [factLine(table, lock, rewritten, isScanned, isIndexed(table, said))];
    })
    .sort();
}

describe.each([
  ['an embedded server 18', embeddedServer],
  ['a server 15', () => realServer(15)],
])('lock facts agree with %s', (_, start) => {
  let server: LiveServer;
  beforeAll(async () => {
    [server] = await Promise.all([start(), loadPostgresParser()]);
  });
  afterAll(() => server?.stop());

  it.each(lockCases)('$name', async (one) => {
    const { version } = server;
    const claim = claimed({ ...one, timeZone: one.timeZone ?? otherZone }, version);
    if (measured(one, version, claim.schema).error !== undefined) {
      await expect(observed(one, claim, server)).rejects.toThrow();
      return;
    }
    const facts = await observed(one, claim, server);
    if (differing[one.name]) expect(claim.facts).not.toEqual(facts);
    else expect(claim.facts).toEqual(facts);
  });
});

describe('lock facts beyond the matrix', () => {
  let server: LiveServer;
  beforeAll(async () => {
    [server] = await Promise.all([embeddedServer(), loadPostgresParser()]);
  });
  afterAll(() => server?.stop());

  it.each(moreCases)('$name', async (one) => {
    const claim = claimed({ ...one, timeZone: one.timeZone ?? otherZone }, server.version);
    expect(claim.facts).toEqual(await observed(one, claim, server));
  });
});
