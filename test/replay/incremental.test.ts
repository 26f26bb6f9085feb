import { beforeAll, describe, expect, it } from 'vitest';
import { loadPostgresParser, postgres } from '../../server/src/dialects/postgres/postgres.ts';
import { catalogJson } from '../../server/src/model/replay/catalogJson.ts';
import { createReplay } from '../../server/src/model/replay/createReplay.ts';
import type { Replay, StateView } from '../../server/src/model/replay/replay.ts';
import type { Script } from '../../server/src/model/script.ts';
import { wholeNumbersFrom } from '../support/random.ts';
import { sqlScript } from '../support/sqlScript.ts';

beforeAll(() => loadPostgresParser());

const downMarker = '-- down';
const tables = ['a', 'b', 's.c', 'd'];

/** Statements that meet each other: few names, every kind of change. */
const statements: readonly ((pick: (choices: readonly string[]) => string) => string)[] = [
  (pick) => `create table ${pick(tables)} (id int primary key, x ${pick(['int', 'text', 'mood', 'varchar(9)'])})`,
  (pick) => `create table if not exists ${pick(tables)} (id bigserial, y int references ${pick(tables)})`,
  (pick) => `create table ${pick(tables)} (like ${pick(tables)} including all)`,
  (pick) => `create table ${pick(tables)} (id int, k int) partition by range (k)`,
  (pick) => `create table ${pick(tables)} partition of ${pick(tables)} default`,
  (pick) => `create table ${pick(tables)} () inherits (${pick(tables)})`,
  (pick) => `drop table if exists ${pick(tables)}${pick(['', ' cascade'])}`,
  (pick) => `alter table ${pick(tables)} rename to ${pick(['a', 'b', 'e'])}`,
  (pick) => `alter table ${pick(tables)} add column ${pick(['x', 'y', 'z'])} ${pick(['int', 'mood', 'serial'])}`,
  (pick) => `alter table ${pick(tables)} drop column ${pick(['x', 'y', 'id'])} cascade`,
  (pick) => `alter table ${pick(tables)} rename column ${pick(['x', 'y'])} to ${pick(['y', 'z'])}`,
  (pick) => `alter table ${pick(tables)} alter x type ${pick(['bigint', 'text'])}, alter x set not null`,
  (pick) => `alter table ${pick(tables)} add constraint k check (x > 0) not valid, add column w int`,
  (pick) => `alter table ${pick(tables)} validate constraint k`,
  (pick) => `alter table ${pick(tables)} drop constraint ${pick(['k', 'a_pkey', 'b_pkey'])} cascade`,
  (pick) => `alter table ${pick(tables)} add constraint f foreign key (x) references ${pick(tables)} not valid`,
  (pick) => `alter table ${pick(tables)} set schema ${pick(['s', 'public'])}`,
  (pick) => `alter table ${pick(tables)} attach partition ${pick(tables)} for values from (1) to (2)`,
  (pick) => `alter table ${pick(tables)} detach partition ${pick(tables)}`,
  (pick) => `create index on ${pick(tables)} (x)`,
  (pick) => `create unique index i on ${pick(tables)} (${pick(['x', 'y'])})`,
  (pick) => `alter table ${pick(tables)} add constraint u unique using index i`,
  () => 'drop index if exists i',
  () => 'alter index i rename to j',
  (pick) => `insert into ${pick(tables)} values (1)`,
  (pick) => `truncate ${pick(tables)} cascade`,
  () => "create type mood as enum ('sad')",
  () => "alter type mood add value 'happy'",
  () => 'drop type mood cascade',
  () => 'create domain mood as int check (value > 0)',
  () => 'alter domain mood set not null',
  () => 'drop schema s cascade',
  (pick) => `alter table ${pick(tables)} alter x set default ${pick(['f()', "nextval('n')", '1'])}`,
  () => 'drop function f cascade',
  () => 'drop sequence n cascade',
  () => 'set search_path = s, public',
  () => "set local lock_timeout = '2s'",
  () => "set lock_timeout = '5s'",
  () => 'reset all',
  () => 'begin',
  () => 'commit',
  () => 'rollback',
  (pick) => `savepoint ${pick(['p', 'q'])}`,
  (pick) => `rollback to ${pick(['p', 'q'])}`,
  (pick) => `release ${pick(['p', 'q'])}`,
  (pick) => `create or replace view ${pick(['v', 'a'])} as select * from ${pick(tables)}`,
  (pick) => `create or replace view w as select ${pick(['x', 'y'])} from ${pick([...tables, 'v'])}`,
  (pick) => `drop view if exists ${pick(['v', 'w'])}${pick(['', ' cascade'])}`,
  (pick) => `do $$ begin alter table ${pick(tables)} add column q int; end $$`,
  (pick) => `create function f() returns int ${pick(['volatile', 'stable'])} language sql as 'select 1'`,
];

const gone = 'gone';

type Draft = { readonly file: string; readonly up: string[]; readonly down: string[] };

function scriptOf({ file, up, down }: Draft): Script {
  const text = `${up.join(';\n')};\n${downMarker}\n${down.join(';\n')};\n`;
  return sqlScript(text, { file, downMarker, transaction: file === '2.sql' ? 'file' : 'none' });
}

/** Everything that a state says. */
function wholeDigest({ catalog, session }: StateView): unknown {
  return { catalog: catalogJson(catalog), session: sessionDigest(session) };
}

function sessionDigest(session: StateView['session']): unknown {
  return {
    inTransaction: session.inTransaction,
    begin: session.explicitTransaction?.begin.span,
    parameters: [...session.parameters],
    lockedWithoutTimeout: session.lockedWithoutTimeout,
    locks: session.locksInTransaction().map(({ table, lock, origin }) => [table, lock, origin.span]),
    notValid: session.notValidInTransaction({ name: 'a' }, 'k')?.span,
  };
}

/** A few looks, such as a rule takes; places in the text left out, which move without telling. */
function lookDigest({ catalog, session }: StateView, look: number): string {
  const name = { name: ['a', 'b', 'd'][look % 3] ?? 'a' };
  const relation = catalog.relation(name);
  const seen = [
    relation?.kind === 'table' && [
      relation.columns.map((one) => [one.name, one.type, one.notNull, one.default !== undefined]),
      relation.hasRows,
    ],
    relation?.kind === 'table' && relation.constraints.map((one) => [one.name, one.valid]),
    look % 2 === 0 && catalog.referencing(name).map(({ table, constraint }) => [table.name, constraint.name]),
    look % 5 === 0 && catalog.index({ name: 'i' })?.table.name,
    look % 7 === 0 && catalog.relations().map((one) => [one.name, one.kind !== 'table' && [one.reads, one.uses]]),
    look % 3 === 0 && [session.inTransaction, [...session.parameters], session.lockedWithoutTimeout],
    look % 4 === 0 && session.locksInTransaction().map(({ table, lock }) => [table, lock]),
  ];
  return JSON.stringify(seen);
}

function fresh(scripts: readonly Script[]): Replay<string> {
  const replay = createReplay<string>({ locks: postgres.locks });
  replay.setScripts(scripts);
  return replay;
}

/** Fills in what is not cached, as the analysis does. */
function judge(replay: Replay<string>): void {
  replay.scripts.forEach((script, index) => {
    for (const place of replay.statements(index)) {
      if (place.cached !== undefined) continue;
      const before = place.observe();
      const operations = place.statement.reading.operations.length;
      const second = operations > 1 ? place.beforeOperation(operations - 1) : before;
      // The same statement looks at the same things wherever it moves.
      const look = place.statement.text.length;
      place.cached = `${lookDigest(before, look)} ${lookDigest(second, look)} ${place.statement.text}`;
    }
    const end = replay.end(index);
    end.cached ??= lookDigest(end.observe(), script.file.charCodeAt(0));
    for (const table of replay.touchedTables(index)) {
      if (table.cached !== undefined) continue;
      const { catalog } = table.observe();
      const [schema = '', name = ''] = table.key.split('.');
      const relation = catalog.relation({ schema, name });
      // Gone when the history ends: whether the script still left it there says nothing to anybody.
      if (!relation) table.cached = gone;
      else table.cached = JSON.stringify([relation.name, relation.kind, table.statements.map((one) => one.text)]);
    }
  });
}

function results(replay: Replay<string>): unknown {
  return replay.scripts.map((_, index) => ({
    statements: replay.statements(index).map((place) => place.cached),
    end: replay.end(index).cached,
    tables: [...replay.touchedTables(index)]
      .filter((table) => table.cached !== gone)
      .map((table) => [table.key, table.cached])
      .sort(),
  }));
}

/** Every session, and every third schema (they are large). */
function states(replay: Replay<string>): unknown {
  return replay.scripts.map((script, index) => [
    ...script.statements.map((_, at) => {
      const state = replay.before(index, at);
      return at % 3 === 0 ? wholeDigest(state) : sessionDigest(state.session);
    }),
    wholeDigest(replay.after(index)),
  ]);
}

describe('incremental replay equals replay from scratch', () => {
  const seeds = Array.from({ length: 30 }, (_, index) => 1000 + index);
  it.each(seeds)('seed %d', (seed) => {
    const random = wholeNumbersFrom(seed);
    const pick = (choices: readonly string[]): string => choices[random(choices.length)] ?? '';
    const statement = (): string => statements[random(statements.length)]?.(pick) ?? '';
    const several = (most: number): string[] => Array.from({ length: random(most) }, statement);
    let drafts: Draft[] = ['1.sql', '2.sql', '3.sql'].map((file) => ({ file, up: several(14), down: several(4) }));
    const replay = fresh(drafts.map(scriptOf));
    judge(replay);
    for (let edit = 0; edit < 10; edit++) {
      const at = random(drafts.length);
      const draft = drafts[at];
      const choice = random(10);
      if (choice === 0 && drafts.length > 1) {
        drafts = drafts.filter((_, index) => index !== at);
        replay.setScripts(drafts.map(scriptOf));
      } else if (choice === 1) {
        const added: Draft = { file: `${10 + edit}.sql`, up: several(8), down: several(3) };
        drafts = [...drafts.slice(0, at), added, ...drafts.slice(at)];
        replay.setScripts(drafts.map(scriptOf));
      } else if (draft) {
        const list = random(4) === 0 ? draft.down : draft.up;
        list.splice(random(list.length + 1), random(3), ...several(3));
        replay.updateScript(at, scriptOf(draft));
      }
      judge(replay);
      const expected = fresh(drafts.map(scriptOf));
      judge(expected);
      expect(states(replay), `seed ${seed}, edit ${edit}`).toEqual(states(expected));
      expect(results(replay), `seed ${seed}, edit ${edit}`).toEqual(results(expected));
    }
  });
});
