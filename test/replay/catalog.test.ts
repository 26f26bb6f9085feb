import { describe, expect, it } from 'vitest';
import { postgres } from '../../server/src/dialects/postgres/postgres.ts';
import { catalogJson } from '../../server/src/model/replay/catalogJson.ts';
import { createReplay } from '../../server/src/model/replay/createReplay.ts';
import { useScratchDatabase } from '../rules/support/useScratchDatabase.ts';
import { sqlScript } from '../support/sqlScript.ts';

const database = useScratchDatabase();

/** Relations, columns of tables and whether they have a default, and constraints other than NOT NULL, as the server has them after the statements. */
async function measured(sql: string): Promise<readonly string[]> {
  await database().reset();
  const errors = (await database().run(sql)).flatMap(({ error, sql: one }) => (error ? [`${error}: ${one}`] : []));
  expect(errors).toEqual([]);
  const lines = (await database().schema()).map((line) => line.replaceAll('public.', ''));
  const tables = new Set(lines.flatMap((line) => /^relation (\S+) [rp]p$/.exec(line)?.[1] ?? []));
  return lines
    .flatMap((line) => {
      const [kind, name = '', part = '', ...rest] = line.split(' ');
      if (kind === 'relation') return tables.has(name) ? [`table ${name}`] : /^[vm]/.test(part) ? [`view ${name}`] : [];
      // Behind NOT NULL come identity, generated and default, of which the first two are empty.
      const hasDefault = / (?:t|f|true|false) {3}\S/.test(line) ? ' default' : '';
      if (kind === 'column') return tables.has(name) ? [`column ${name} ${part}${hasDefault}`] : [];
      return kind === 'constraint' && rest[0] !== 'NOT' ? [`constraint ${name} ${part}`] : [];
    })
    .sort();
}

function replayed(sql: string): readonly string[] {
  const replay = createReplay<string>({ locks: postgres.locks, isComplete: true });
  replay.setScripts([sqlScript(sql)]);
  const { tables, views } = catalogJson(replay.final().catalog);
  const named = ({ schema, name }: { readonly schema: string; readonly name: string }): string =>
    schema === 'public' ? name : `${schema}.${name}`;
  return [
    ...tables.flatMap((table) => [
      `table ${named(table)}`,
      ...table.columns.map((column) => `column ${named(table)} ${column.name}${column.hasDefault ? ' default' : ''}`),
      ...table.constraints.map((constraint) => `constraint ${named(table)} ${constraint.name}`),
    ]),
    ...views.map((view) => `view ${named(view)}`),
  ].sort();
}

function check(name: string, sql: string): void {
  it(name, async () => expect(replayed(sql)).toEqual(await measured(sql)));
}

describe('CASCADE', () => {
  const base = 'create table t(a int primary key, b int, c text); create table other(a int);';
  const views =
    'create view v as select a, b from t; create view w as select b from v; create view x as select a from other;';
  check('DROP TABLE takes the views, and the views of those', `${base} ${views} drop table t cascade`);
  check('DROP VIEW takes the views of it', `${base} ${views} drop view v cascade`);
  check('DROP COLUMN takes the views that use it', `${base} ${views} alter table t drop column b cascade`);
  check('DROP COLUMN leaves the views that do not', `${base} ${views} alter table t drop column c cascade`);
  check('a star uses every column', `${base} create view s as select * from t; alter table t drop column c cascade`);
  check(
    'a star uses no later column',
    `${base} create view s as select * from t; alter table t add column d int; alter table t drop column d cascade`,
  );
  check(
    'materialized views, subqueries and CTEs',
    `${base} create materialized view m as with q as (select a from t) select a from other where a in (select a from q); drop table t cascade`,
  );
  check(
    'DROP TYPE takes columns and the views of them',
    `create type mood as enum ('sad'); create table t(a int, m mood); create view v as select m from t; create view w as select a from t; drop type mood cascade`,
  );
  check(
    'DROP SCHEMA takes views in other schemas',
    'create schema s; create table s.t(a int); create view v as select a from s.t; drop schema s cascade',
  );
  check(
    'DROP SEQUENCE takes the defaults that use it',
    `create sequence s; create table t(a bigserial, b int default nextval('s'), c int default 1);
     drop sequence s cascade; drop sequence t_a_seq cascade`,
  );
  check(
    'DROP FUNCTION takes defaults, checks and indexes',
    `create function f(i int) returns int immutable language sql as 'select i'; create table t(a int default f(1), b int check (f(b) > 0));
     create index i on t (f(a)); create index j on t (b) where f(b) > 1; drop function f(int) cascade; create table i(a int); create table j(a int)`,
  );
  check(
    'DROP TABLE of a parent takes partitions and their views',
    'create table p(k int) partition by range (k); create table p1 partition of p default; create view v as select k from p1; drop table p cascade',
  );
});

describe('RENAME', () => {
  const base = 'create table t(a int, b int); create view v as select a from t;';
  check('a renamed table is still what its views read', `${base} alter table t rename to u; drop table u cascade`);
  check(
    'a renamed view is still read by others',
    `${base} create view w as select a from v; alter view v rename to x; drop view x cascade`,
  );
  check(
    'a renamed column is still what its views use',
    `${base} alter table t rename column a to z; alter table t drop column z cascade`,
  );
  check(
    'the name that it had is free',
    `${base} alter table t rename column a to z; alter table t add column a int; alter table t drop column a cascade`,
  );
  check(
    'a table moved to another schema',
    `${base} create schema s; alter table t set schema s; drop table s.t cascade`,
  );
  check(
    'a replaced view reads what it reads now',
    `${base} create table u(a int); create or replace view v as select a from u; drop table t cascade`,
  );
});

describe('ROLLBACK', () => {
  const base = 'create table t(a int primary key, b int); create view v as select b from t;';
  const changes = `alter table t add column c int references t; alter table t drop column b cascade; create table u(a int);
    create index i on u(a); alter table u rename to w; create type mood as enum ('sad');`;
  check('takes back what the transaction did', `${base} begin; ${changes} rollback;`);
  check('and nothing else', `begin; ${base} commit; begin; ${changes} rollback; create table x(a int);`);
  check('what was made and dropped', `begin; create table u(a int); drop table u; create table u(b int); rollback;`);
  check(
    'ROLLBACK TO keeps what was before',
    `${base} begin; create table u(a int); savepoint s; ${changes.replace('create table u(a int);', 'create table z(a int);').replace(/ u/g, ' z')} rollback to s; alter table u add column b int; commit;`,
  );
  check(
    'ROLLBACK TO a savepoint twice',
    `begin; savepoint s; create table a(x int); rollback to s; create table a(y int); rollback to s; create table a(z int); commit;`,
  );
  check(
    'ROLLBACK TO an outer savepoint',
    `begin; create table a(x int); savepoint s; alter table a add y int; savepoint r; alter table a add z int; rollback to s; commit;`,
  );
  check(
    'RELEASE keeps until the transaction ends',
    `${base} begin; savepoint s; create table a(x int); release s; rollback;`,
  );
  check(
    'a name of a savepoint used again',
    `begin; create table a(x int); savepoint s; alter table a add y int; savepoint s; alter table a add z int; rollback to s; release s; rollback to s; commit;`,
  );
  check('ABORT', `${base} begin; drop table t cascade; abort;`);
  check(
    'a search path set in the transaction',
    `create schema s; begin; set search_path = s; create table t(a int); rollback; create table t(b int);`,
  );
});
