import { describe, expect, it } from 'vitest';
import type { StatementKind } from './database.ts';
import { statementKind, stricterKind } from './statementKind.ts';

const kinds: readonly [sql: string, kind: StatementKind][] = [
  ['select 1', 'query'],
  ['SELECT 1;', 'query'],
  ['-- a comment\n/* and /* another */ */ select 1 ; ; ', 'query'],
  ["select ';', $$;$$, $a$ ; $$ $a$, E'\\';', U&\"x;\" ", 'query'],
  ['(select 1) union (select 2)', 'query'],
  ['values (1), (2)', 'query'],
  ['table t', 'query'],
  ['with a as (select 1) select * from a', 'query'],
  ['select * from t for update', 'query'],
  ['select "update", "insert" from t', 'query'],
  ['with a as (delete from t returning *) select * from a', 'data-change'],
  ['with a as (select 1) insert into t select * from a', 'data-change'],
  ['with a as (select 1) update t set a = 1', 'data-change'],
  ['select * into u from t', 'data-change'],
  ['insert into t values (1)', 'data-change'],
  ['update t set a = 1', 'data-change'],
  ['delete from t', 'data-change'],
  ['merge into t using u on true when matched then delete', 'data-change'],
  ['create table a as select 1', 'data-change'],
  ['create temp table if not exists a (x) as (select 1)', 'data-change'],
  ['create table a (b int default 1)', 'other'],
  ['create table a (b int generated always as (1) stored)', 'other'],
  ['create index i on t (a)', 'other'],
  ['create view v as select 1', 'other'],
  ['select 1; select 2', 'other'],
  ['select 1; commit', 'other'],
  ['', 'other'],
  ['-- nothing', 'other'],
  ["select 'open", 'other'],
  ['select 1 /* open', 'other'],
  ['select $$ open', 'other'],
  ['explain select 1', 'other'],
  ['analyze t', 'other'],
  ['begin', 'other'],
  ['commit', 'other'],
  ['set transaction read write', 'other'],
  ["copy t to program 'x'", 'other'],
  ['call p()', 'other'],
  ['do $$ begin delete from t; end $$', 'other'],
  ['execute p', 'other'],
  ['prepare p as select 1', 'other'],
  ['declare c cursor for select 1', 'other'],
  ['refresh materialized view v', 'other'],
  ['truncate t', 'other'],
  ['vacuum', 'other'],
  ['\ud800 select', 'other'],
  ['\0', 'other'],
  ['select 1 \0', 'other'],
  ["select 'a\0'", 'other'],
  ['select 1 -- \r; drop table t', 'other'],
  ['with a as (-- \rdelete from t returning *) select * from a', 'data-change'],
];

describe('statementKind', () => {
  it.each(kinds)('%s → %s', (sql, kind) => {
    expect(statementKind(sql)).toBe(kind);
  });
});

describe('stricterKind', () => {
  it.each<[StatementKind, StatementKind | undefined, StatementKind]>([
    ['query', undefined, 'query'],
    ['query', 'data-change', 'data-change'],
    ['data-change', 'query', 'data-change'],
    ['query', 'other', 'other'],
    ['other', 'query', 'other'],
  ])('%s and %s → %s', (one, other, expected) => {
    expect(stricterKind(one, other)).toBe(expected);
  });
});
