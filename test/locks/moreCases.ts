import type { LockCase } from './measured.ts';

/** `from -> to`: the type of an indexed column. */
const typeChanges: readonly (readonly [from: string, to: string, timeZone?: string])[] = [
  ['varchar(10)[]', 'varchar(20)[]'],
  ['varchar(10)[]', 'text[]'],
  ['varchar(10)[]', 'varchar[]'],
  ['text', 'bpchar'],
  ['varchar(5)', 'bpchar'],
  ['char(5)', 'bpchar'],
  ['bit varying(4)', 'bit varying'],
  ['bit(4)', 'bit varying'],
  ['bit(4)', 'bit varying(8)'],
  ['numeric', 'numeric(10,2)'],
  ['numeric(8)', 'numeric(10)'],
  ['time(3)', 'time(6)'],
  ['timetz(3)', 'timetz'],
  ['interval(2)', 'interval(4)'],
  ['interval', 'interval(6)'],
  ['int', 'oid'],
  ['int', 'regclass'],
  ['oid', 'regclass'],
  ['cidr', 'inet'],
  ['varchar(10)', 'name'],
  ['timestamp(3)', 'timestamptz(6)'],
  ['timestamp(6)', 'timestamptz(3)', 'UTC'],
  ['timestamp(3)', 'timestamptz(6)', 'UTC'],
  ['timestamp', 'timestamptz', 'UTC'],
  ['timestamp', 'timestamptz'],
];

const partitioned =
  'create table r(id int primary key); create table pp(k int references r, v int) partition by range(k);';
const p1 = 'create table p1 partition of pp for values from (1) to (2);';

/** Setup and DDL beyond the matrix, checked on the embedded server alone. */
const others: readonly (readonly [setup: string, ddl: string])[] = [
  ['create table t(c varchar(9)); create index i on t(lower(c))', 'alter table t alter c type text'],
  ['create table t(c varchar(9), d int); create index i on t(c) where d > 0', 'alter table t alter c type text'],
  ["create table t(c varchar(9), d int); create index i on t(d) where c <> ''", 'alter table t alter c type text'],
  ['create table t(c varchar(9), d int); create index i on t(d) include (c)', 'alter table t alter c type text'],
  ['create table t(c varchar(9) unique)', 'alter table t alter c type text'],
  ['create table t(c text)', 'alter table t alter c type varchar using c::varchar'],
  ['create table t(c int)', 'alter table t alter c type int using c + 0'],
  ['create domain d as int check (value > 0); create table t(c d)', 'alter table t alter c type int'],
  [
    'create domain d as int check (value > 0); create domain e as d; create table t(c int)',
    'alter table t alter c type e',
  ],
  ['create domain d as int check (value > 0); create table t(c int)', 'alter table t add column x d[]'],
  [
    'create table p(id int primary key); create table c(p int constraint k references p)',
    'alter table c alter constraint k not enforced',
  ],
  ['create table p(id int primary key); create table c(p int references p)', 'alter table p drop column id cascade'],
  [
    'create table p(id int primary key); create table c(p int references p)',
    'alter table p drop constraint p_pkey cascade',
  ],
  ['create table p(a int); create table c() inherits (p)', 'alter table p rename a to b'],
  ['create table p(a int); create table c() inherits (p)', 'alter table p alter a set default 1'],
  ['create table p(a int); create table c() inherits (p)', 'alter table p alter a set statistics 1'],
  ['create table p(a int); create table c() inherits (p)', 'alter table p set (fillfactor = 50)'],
  ['create table p(a int); create table c() inherits (p)', 'alter table p add check (a > 0)'],
  ['create table p(a int); create table c() inherits (p)', 'alter table only p alter a set default 2'],
  ['create table p(a int); create table c() inherits (p)', 'truncate p'],
  ['create table p(a int)', 'create table c() inherits (p)'],
  [`${partitioned} create table p1(k int, v int)`, 'alter table pp attach partition p1 for values from (1) to (2)'],
  [partitioned, p1],
  [`${partitioned}${p1}`, 'alter table pp detach partition p1'],
  [`${partitioned}${p1} create table pd partition of pp default`, 'drop table p1'],
  [`${partitioned}${p1}`, 'drop table r cascade'],
  [`${partitioned}${p1}`, 'alter table r alter id type bigint'],
  [`${partitioned}${p1}`, 'alter table pp drop constraint pp_k_fkey'],
  [`${partitioned}${p1}`, 'alter table pp add constraint f foreign key (v) references r'],
  [`${partitioned}${p1}`, 'alter table pp owner to postgres'],
  [`${partitioned}${p1}`, 'alter table pp alter k set not null'],
  [`${partitioned}${p1}`, 'alter table pp alter v type bigint'],
  [`${partitioned}${p1}`, 'alter table pp drop column v'],
  [`${partitioned}${p1}`, 'lock table pp in share mode'],
  ['create table t(a int); create table u(b int) ', 'insert into t select b from u where b in (select a from t)'],
  ['create table t(a int constraint k check (a > 0))', "comment on constraint k on t is 'x'"],
  ["create type m as enum ('a'); create table t(c m)", 'drop type m cascade'],
  [
    'create table t(a int); insert into t values (1)',
    'alter table t add column b int not null default 1 check (b > 0)',
  ],
  [
    'create table t(a int); insert into t values (1)',
    "alter table t add column b timestamptz default now() + random() * interval '1 day'",
  ],
  [
    'create table t(a int); insert into t values (1)',
    "alter table t add column b text default md5('x'), add column c bigserial",
  ],
  ['create table t(a int not null)', 'alter table t add primary key (a)'],
  ['create table t(a int not null)', 'alter table t alter a set not null'],
  ['create table t(a int check (not (a is null)))', 'alter table t alter a set not null'],
  ['create table t(a int, b int, check (a is not null or b is not null))', 'alter table t alter a set not null'],
  ['create table t(a int); create materialized view v as select a from t', 'create unique index on v(a)'],
  ['create table t(a int); create view v as select a from t', 'alter view v rename to w'],
  ['create table t(a int)', 'create table u(like t); create index on u(a); alter table u add column b int'],
];

export const moreCases: readonly LockCase[] = [
  ...typeChanges.map(([from, to, timeZone]) => ({
    name: `TYPE ${from} -> ${to}${timeZone ? ` in ${timeZone}` : ''}`,
    setup: `create table t(id int, c ${from}); insert into t(id) values (1); create index i on t(c);`,
    ddl: `alter table t alter c type ${to}`,
    ...(timeZone && { timeZone }),
  })),
  ...others.map(([setup, ddl]) => ({ name: `${ddl} [${setup}]`, setup: `${setup};`, ddl })),
];
