import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPostgresParser } from '../../server/src/dialects/postgres/postgres.ts';
import type { LockMode } from '../../server/src/model/lock.ts';
import { atLeast } from '../../server/src/model/lock.ts';
import type { Claimed } from './claimed.ts';
import { claimed } from './claimed.ts';
import type { LockCase } from './measured.ts';
import { factLine, isIndexed, isRead, lockCases, measured } from './measured.ts';
import { moreCases } from './moreCases.ts';

const version = 18;
const otherZone = 'America/New_York';
let server: PGlite;

beforeAll(async () => {
  [server] = await Promise.all([PGlite.create(), loadPostgresParser()]);
});

afterAll(() => server.close());

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

async function relations(): Promise<ReadonlyMap<number, RelationRow>> {
  const { rows } = await server.query<RelationRow>(
    "select oid::int, relname, relfilenode::int from pg_class where relnamespace = 'public'::regnamespace",
  );
  return new Map(rows.map((row) => [row.oid, row]));
}

async function prepare({ setup, timeZone }: LockCase): Promise<void> {
  await server.exec(`rollback; set client_min_messages = error; drop schema if exists s2 cascade;
    drop schema public cascade; create schema public; drop publication if exists pubx`);
  await server.exec(`set timezone = 'UTC'; ${setup}`);
  // In UTC, converting between timestamp types looks free.
  await server.exec(`set timezone = '${timeZone ?? otherZone}'`);
}

/** Runs the DDL in a transaction that is rolled back; sorted lines of what it did to the tables that were there before. */
async function observed(one: LockCase, claim: Claimed): Promise<readonly string[]> {
  await prepare(one);
  const before = await relations();
  await server.exec('begin; set local client_min_messages = debug1');
  const notices: string[] = [];
  await server.exec(one.ddl, { onNotice: ({ message = '' }) => notices.push(message) });
  await server.exec('set local client_min_messages = error');
  const after = await relations();
  const { rows } = await server.query<{ readonly oid: number; readonly mode: LockMode; readonly scans: number }>(
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

describe('lock facts agree with an embedded server 18', () => {
  it.each(lockCases)('$name', async (one) => {
    const claim = claimed({ ...one, timeZone: one.timeZone ?? otherZone }, version);
    if (measured(one, version, claim.schema).error !== undefined) {
      await expect(observed(one, claim)).rejects.toThrow();
      return;
    }
    const facts = await observed(one, claim);
    if (differing[one.name]) expect(claim.facts).not.toEqual(facts);
    else expect(claim.facts).toEqual(facts);
  });
});

describe('lock facts beyond the matrix', () => {
  it.each(moreCases)('$name', async (one) => {
    const claim = claimed({ ...one, timeZone: one.timeZone ?? otherZone }, version);
    expect(claim.facts).toEqual(await observed(one, claim));
  });
});
