import { beforeAll, describe, expect, it } from 'vitest';
import { pick, randomFrom } from '../../../../test/support/random.ts';
import { finish } from '../../model/steps.ts';
import { readInsertRun } from './insertRun.ts';
import { plainInsertAt } from './plainInsert.ts';
import { loadPostgresParser } from './postgres.ts';
import { readText } from './read/read.ts';
import { resplit, split, splitInSteps } from './split.ts';

beforeAll(() => loadPostgresParser());

const version = 18;

describe('a plain INSERT', () => {
  it.each([
    "INSERT INTO t VALUES (1, 'it''s', NULL);",
    'insert into public."My Table" (a, "b c") values (-1.5e3, true), (+2, default);',
    "INSERT INTO t (name, value) OVERRIDING SYSTEM VALUE VALUES ('x'::text, now()) ON CONFLICT DO NOTHING;",
    'INSERT INTO t VALUES (1) ; ',
    "INSERT INTO t VALUES (to_date('x', 'y')::date, E'a\\\\b\\'', public.f(1, now())::public.g, ARRAY[1, 2]::int[]);",
    "INSERT INTO t VALUES ('x'::numeric(10, 2), 'y'::timestamp with time zone, '{}'::character varying);",
  ])('is %s', (text) => {
    expect(plainInsertAt(text, 0)?.end).toBe(text.lastIndexOf(';') + 1);
  });

  it.each([
    'INSERT INTO t SELECT 1;',
    'INSERT INTO t VALUES (1) RETURNING a;',
    'INSERT INTO t VALUES (f(a));',
    'INSERT INTO t VALUES (gen_random_uuid());',
    'INSERT INTO t VALUES (coalesce(1));',
    'INSERT INTO t VALUES ((1));',
    `INSERT INTO t VALUES (${'f('.repeat(4_000)}1${')'.repeat(4_000)});`,
    'INSERT INTO t VALUES (1 + 1);',
    'INSERT INTO t VALUES (1a);',
    'INSERT INTO t VALUES (1_000);',
    'INSERT INTO t VALUES (--1\n);',
    "INSERT INTO t VALUES ('a' -- b\n);",
    "INSERT INTO t VALUES ('a'\n'b');",
    "INSERT INTO t VALUES (E'a\\u1');",
    "INSERT INTO t VALUES ('1'::values);",
    'INSERT INTO t VALUES (1,);',
    'INSERT INTO t VALUES ();',
    'INSERT INTO user VALUES (1);',
    'INSERT INTO t (order) VALUES (1);',
    'INSERT INTO t VALUES (1)',
    "INSERT INTO t VALUES ('open);",
    'INSERT INTO t VALUES ({{ x }});',
    'INSERTS INTO t VALUES (1);',
  ])('is not %s', (text) => expect(plainInsertAt(text, 0)).toBeUndefined());

  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);

  it(`is one that the server's grammar takes and says no more than its head (seed ${seed})`, () => {
    const random = randomFrom(seed);
    const parts =
      "INSERT|INTO|VALUES|(|)|,|;|'a'|''''|1|-2.5|.5|1e5|NULL|DEFAULT|now()|f(1)|s.g('a', 1)|array[1]|::text|::date|::s.t|::timestamp|with|time|zone|::numeric(1,2)|::int[]|::interval|::varchar|::varchar(3)|::bit varying(2)|varying|::double precision|::time|(3)|[]|::json|::g(1)|t|\"q\"|name|user|on|conflict|do|nothing|.| |\n|--|/*|overriding|system|value|E'x'|E'\\n'|current_date".split(
        '|',
      );
    let accepted = 0;
    for (let round = 0; round < 6000; round++) {
      let tokens =
        "INSERT INTO t ( name , value ) VALUES ( 1 , 'a' ::text ) , ( 2 , '1' ::numeric ) , ( f(1) , '' ::int ) ;".split(
          ' ',
        );
      for (let edit = Math.floor(random() * 4); edit > 0; edit--) {
        tokens = tokens.toSpliced(Math.floor(random() * tokens.length), random() < 0.5 ? 1 : 0, pick(parts, random));
      }
      const text = tokens.join(random() < 0.5 ? ' ' : '\n');
      const found = plainInsertAt(text, 0);
      if (!found) continue;
      accepted++;
      const { operations, syntaxProblems, confidence, features } = readText(text.slice(0, found.end - 1), version);
      expect([text, syntaxProblems, confidence, features]).toEqual([text, [], 'exact', []]);
      expect(operations).toMatchObject([{ kind: 'insert', reads: [] }]);
    }
    expect(accepted).toBeGreaterThan(300);
  });
});

const inserts = (count: number, table: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `INSERT INTO ${table(n)} VALUES (${n}, 'a name of row ${n}', NULL);\n`).join(
    '',
  );

describe('a run of INSERTs', () => {
  it('is read by one of each head, at its place', () => {
    const text = inserts(6, (n) => (n < 3 ? 'a' : 'b'))
      .trim()
      .slice(0, -1);
    const reading = readInsertRun(text, version, readText);
    expect(reading?.statements).toBe(6);
    expect(reading?.operations.map((one) => one.kind === 'insert' && [one.tables[0]?.name, one.span.start])).toEqual([
      ['a', 0],
      ['b', text.indexOf('INSERT INTO b')],
    ]);
  });

  it('is none where anything else is in it', () => {
    expect(readInsertRun('INSERT INTO a VALUES (1)', version, readText)).toBeUndefined();
    expect(readInsertRun('INSERT INTO a VALUES (1);\nSELECT 1', version, readText)).toBeUndefined();
  });

  it('is split off in long texts only', () => {
    const short = inserts(100, () => 'a');
    expect(finish(splitInSteps(short))).toEqual(split(short));
    const long = `CREATE TABLE a (x int);\n${inserts(50_000, (n) => `t${n % 20}`)}DROP TABLE a;\n`;
    const { segments } = finish(splitInSteps(long));
    expect(segments.length).toBeLessThan(100);
    expect(long.slice(segments[0]?.span.start, segments[0]?.span.end)).toBe('CREATE TABLE a (x int)');
    expect(long.slice(segments.at(-1)?.span.start, segments.at(-1)?.span.end)).toBe('DROP TABLE a');
    expect(split(long).segments).toHaveLength(50_002);
  });

  it('is split again from the edit to the next place where a segment ended, and no further', () => {
    const text = inserts(50_000, () => 'a');
    const before = finish(splitInSteps(text));
    for (const at of [0, text.length >> 1, text.length - 200]) {
      const start = text.indexOf("'", at) + 1;
      const edited = `${text.slice(0, start)}xyz${text.slice(start)}`;
      let steps = 0;
      const splitting = resplit(edited, before, { start, oldEnd: start, newEnd: start + 3 });
      let step = splitting.next();
      for (; !step.done; step = splitting.next()) steps++;
      expect(steps).toBeLessThan(5);
      const { segments } = step.value;
      expect(segments.length - before.segments.length).toBeLessThan(3);
      expect(segments.at(-1)?.end).toBe(edited.length - 1);
      for (const [index, { span }] of segments.entries()) {
        expect(span.start).toBeGreaterThanOrEqual(segments[index - 1]?.end ?? 0);
        expect(edited.slice(span.start, span.start + 11)).toBe('INSERT INTO');
      }
    }
  });
});
