import { beforeAll, describe, expect, it } from 'vitest';
import { loadPostgresParser, postgres } from '../../server/src/dialects/postgres/postgres.ts';
import { catalogJson } from '../../server/src/model/replay/catalogJson.ts';
import { createReplay } from '../../server/src/model/replay/createReplay.ts';
import type { Script } from '../../server/src/model/script.ts';
import { sqlScript } from '../support/sqlScript.ts';

beforeAll(() => loadPostgresParser());

function replayed(...scripts: readonly (string | Script)[]) {
  const replay = createReplay<string>({ locks: postgres.locks });
  replay.setScripts(
    scripts.map((script, index) =>
      typeof script === 'string' ? sqlScript(script, { file: `${index + 1}.sql` }) : script,
    ),
  );
  return replay;
}

/** The table as lines: columns, then constraints, then indexes. */
function described(sql: string, table = 't'): readonly string[] {
  const found = catalogJson(replayed(sql).final().catalog).tables.find((one) => one.name === table);
  return [
    ...(found?.columns ?? []).map((one) => `${one.name} ${one.type ?? '?'}${one.notNull ? ' not null' : ''}`),
    ...(found?.constraints ?? []).map((one) => `${one.name}: ${one.kind}${one.valid ? '' : ' not valid'}`),
    ...(found?.indexes ?? []).map((one) => `${one.name} (${one.columns.join(', ')})`),
  ];
}

describe('replay of operations', () => {
  function check(name: string, sql: string, expected: readonly string[], table?: string) {
    it(name, () => expect(described(sql, table)).toEqual(expected));
  }

  check(
    'columns and default names',
    'create table t(id int primary key, a int unique, b int not null references p, check (a > 0))',
    [
      'id integer not null',
      'a integer',
      'b integer not null',
      't_a_check: check',
      't_pkey: primary-key',
      't_a_key: unique',
      't_b_fkey: foreign-key',
      't_pkey (id)',
      't_a_key (a)',
    ],
  );

  check('serial types become what they stand for', 'create table t(a bigserial, b smallserial)', [
    'a bigint not null',
    'b smallint not null',
  ]);
  check(
    'a name is taken: a number follows',
    'create table t(a int, b int); create index on t(a); create index on t(a)',
    ['a integer', 'b integer', 't_a_idx (a)', 't_a_idx1 (a)'],
  );
  check(
    'LIKE including all',
    'create table s(a int not null, b text); create index on s(b); create table t(like s including all)',
    ['a integer not null', 'b text', 't_b_idx (b)'],
  );
  check(
    'PARTITION OF',
    'create table p(k int not null, v int, primary key (k)) partition by range (k); create table t partition of p for values from (0) to (9)',
    ['k integer not null', 'v integer', 't_pkey: primary-key', 't_pkey (k)'],
  );
  check(
    'an index on a partitioned table reaches its partitions',
    'create table p(k int, v int) partition by range (k); create table t partition of p default; create index i on p(v)',
    ['k integer', 'v integer', 't_v_idx (v)'],
  );
  check('CREATE TABLE AS', 'create table s(a int, b text); create table t as select a, b as c from s', ['a ?', 'c ?']);
  check(
    'DROP COLUMN takes what depends on it',
    'create table t(a int unique, b int, check (a > b)); create index on t(b); alter table t drop column a',
    ['b integer', 't_b_idx (b)'],
  );
  check(
    'RENAME COLUMN renames everywhere',
    'create table t(a int unique check (a > 0)); alter table t rename column a to b; alter table t drop column b',
    [],
  );
  check(
    'RENAME TABLE',
    'create table s(a int primary key); create table u(b int references s); alter table s rename to t',
    ['a integer not null', 's_pkey: primary-key', 's_pkey (a)'],
  );
  check(
    'UNIQUE USING INDEX',
    'create table t(a int); create unique index i on t(a); alter table t add constraint u unique using index i',
    ['a integer', 'u: unique', 'u (a)'],
  );
  check('NOT VALID, VALIDATE', 'create table t(a int); alter table t add check (a > 0) not valid', [
    'a integer',
    't_a_check: check not valid',
  ]);
  check(
    'VALIDATE',
    'create table t(a int); alter table t add check (a > 0) not valid; alter table t validate constraint t_a_check',
    ['a integer', 't_a_check: check'],
  );
  check(
    'the parts of a table seen first in an ALTER',
    'alter table t add column b text; alter table t alter a set not null',
    ['b text', 'a ? not null'],
  );
  check(
    'IF NOT EXISTS changes nothing',
    'create table t(a int); create table if not exists t(b int); alter table t add column if not exists a text',
    ['a integer'],
  );
  check('DROP SCHEMA CASCADE', 'create schema x; create table x.t(a int); drop schema x cascade', []);
  check('search_path', 'set search_path = x; create table t(a int); alter table t add column b int', [
    'a integer',
    'b integer',
  ]);
  check(
    'DO blocks run, function bodies do not',
    `create table t(a int);
    do $$ begin alter table t add column b int; end $$;
    create function f() returns void language plpgsql as $$ begin alter table t add column c int; end $$;`,
    ['a integer', 'b integer'],
  );
  check(
    'DROP TABLE CASCADE drops foreign keys to it',
    'create table p(id int primary key); create table t(a int references p); drop table p cascade',
    ['a integer'],
  );
  check('ADD PRIMARY KEY makes NOT NULL', 'create table t(a int); alter table t add primary key (a)', [
    'a integer not null',
    't_pkey: primary-key',
    't_pkey (a)',
  ]);
  check(
    'NO INHERIT ends what INHERIT began',
    'create table p(a int); create table t() inherits (p); alter table t no inherit p; alter table p add column b int',
    ['a integer'],
  );
  check(
    'a partition has the foreign keys of its parent',
    'create table r(id int primary key); create table p(k int references r) partition by range (k); create table t partition of p default',
    ['k integer', 'p_k_fkey: foreign-key'],
  );
});

describe('the bound of a partition', () => {
  function check(sql: string, expected: string | undefined) {
    it(sql, () => {
      const { tables } = catalogJson(replayed(`create table p(k int) partition by range (k); ${sql}`).final().catalog);
      expect(tables.find(({ name }) => name === 't')?.partitionBound).toBe(expected);
    });
  }
  const attach = "create table t(k int); alter table p attach partition t for values from ('a', 1) to (maxvalue, 2)";
  check('create table t partition of p for values from (0) to (9)', 'FOR VALUES FROM (0) TO (9)');
  check('create table t partition of p default', 'DEFAULT');
  check(
    'create table t partition of p for values with (modulus 3, remainder 0)',
    'FOR VALUES WITH (MODULUS 3, REMAINDER 0)',
  );
  check(attach, "FOR VALUES FROM ('a', 1) TO (maxvalue, 2)");
  check(`${attach}; alter table p detach partition t`, undefined);
});

describe('replay of the session', () => {
  function check(name: string, sql: string, expected: object, transaction: 'none' | 'file' = 'none') {
    it(name, () => {
      const replay = replayed(sqlScript(sql, { transaction }));
      const { session } = replay.before(0, (replay.scripts[0]?.statements.length ?? 1) - 1);
      expect({
        inTransaction: session.inTransaction,
        parameters: Object.fromEntries([...session.parameters].map(([key, { value }]) => [key, value])),
        notValid: session.notValidInTransaction({ name: 't' }, 'k') !== undefined,
        locks: session.locksInTransaction().map(({ table, lock }) => `${table.name} ${lock}`),
        lockedWithoutTimeout: session.lockedWithoutTimeout,
      }).toEqual({
        inTransaction: false,
        parameters: {},
        notValid: false,
        locks: [],
        lockedWithoutTimeout: false,
        ...expected,
      });
    });
  }

  const notValid = 'alter table t add constraint k check (a > 0) not valid;';
  check('nothing yet', 'select 1', {});
  check('outside a transaction nothing is held', `${notValid} select 1`, { lockedWithoutTimeout: true });
  check('BEGIN holds', `begin; ${notValid} select 1`, {
    inTransaction: true,
    notValid: true,
    locks: ['t AccessExclusiveLock'],
    lockedWithoutTimeout: true,
  });
  check('COMMIT lets go', `begin; ${notValid} commit; select 1`, { lockedWithoutTimeout: true });
  check(
    "the tool's transaction holds",
    `${notValid} select 1`,
    {
      inTransaction: true,
      notValid: true,
      locks: ['t AccessExclusiveLock'],
      lockedWithoutTimeout: true,
    },
    'file',
  );
  check('with a lock timeout', "set lock_timeout = '5s'; alter table t add column b int; select 1", {
    parameters: { lock_timeout: "'5s'" },
  });
  check('a lock timeout of 0 is none', 'set lock_timeout = 0; alter table t add column b int; select 1', {
    parameters: { lock_timeout: '0' },
    lockedWithoutTimeout: true,
  });
  check('SET LOCAL ends with the transaction', "begin; set local lock_timeout = '5s'; commit; select 1", {});
  check('SET LOCAL outside a transaction does nothing', "set local lock_timeout = '5s'; select 1", {});
  check('ROLLBACK brings parameters back', 'set a.b = 1; begin; set a.b = 2; set a.c = 3; rollback; select 1', {
    parameters: { 'a.b': '1' },
  });
  check(
    'ROLLBACK TO brings parameters and locks back',
    `begin; savepoint s; set a.b = 2; ${notValid} rollback to s; select 1`,
    {
      inTransaction: true,
      lockedWithoutTimeout: true,
    },
  );
  check('ROLLBACK lets go', `begin; ${notValid} rollback; select 1`, { lockedWithoutTimeout: true });
  check('a new table harms nobody', 'begin; create table n(a int); create index on n(a); select 1', {
    inTransaction: true,
  });
});
