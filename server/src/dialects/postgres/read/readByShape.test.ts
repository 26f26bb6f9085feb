import { readdirSync, readFileSync } from 'node:fs';
import { loadModule, scanSync } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { migration } from '../../../../../test/bench/migrations.mjs';
import { casesOf } from '../../../../../test/support/postgresReadings.ts';
import { pick, randomFrom } from '../../../../../test/support/random.ts';
import type { Reading } from '../../../model/script.ts';
import { advance, cursorAt, tokenKind } from '../lexer.ts';
import { split } from '../split.ts';
import { loadParser } from './parser.ts';
import { readText } from './read.ts';
import { readByShape } from './readByShape.ts';
import { isTelling } from './vocabulary.ts';

const root = new URL('../../../../../', import.meta.url);
const version = 16;

beforeAll(loadParser);

/** The SQL of the test cases, the rule pages, the example workspace and a generated history. */
function everyStatement(): string[] {
  const files = (folder: string, ending: string) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(ending))
      .map((file) => readFileSync(new URL(`${folder}${file}`, root), 'utf8'));
  const cases = readdirSync(new URL('../cases/', import.meta.url)).flatMap(casesOf);
  const texts = [
    ...files('docs/rules/', '.md').flatMap((page) =>
      [...page.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) => sql ?? ''),
    ),
    ...files('examples/', '.sql'),
    migration(48),
  ];
  const statements = texts.flatMap((text) =>
    split(text)
      .segments.filter(({ kind }) => kind === 'statement')
      .map(({ span }) => text.slice(span.start, span.end)),
  );
  return [...cases.map(({ statement }) => statement), ...statements];
}

const names = [
  'orders',
  'Orders',
  'ORDERS',
  '"Orders"',
  '"orders"',
  'a',
  'key',
  'note',
  'value',
  'count',
  'json',
  'int4',
  'text',
  'select',
  '"select"',
  'gen_random_uuid',
  'set_config',
  'pg_catalog',
  'public',
  'old_value',
  'zqx0x',
  'café',
  '"a b"',
  '"a""b"',
  'über_name',
  'x$y',
  'path',
  'hash',
  'superuser',
  'multirange',
  'tstzmultirange',
  'include',
  'n'.repeat(62),
  'n'.repeat(63),
  'n'.repeat(70),
  'fillfactor',
  'full',
  'plpgsql',
  'lock_timeout',
  'json_thing',
  'serial',
  'year',
];
const strings = [
  "'new'",
  "'New'",
  "''",
  "'it''s'",
  "E'x'",
  "'a\\b'",
  "'é😀'",
  "'1 day'",
  "'true'",
  "'off'",
  "'plpgsql'",
  "'5s'",
  "'x",
  '$$x$$',
  "U&'d'",
  "'-- x'",
  "'json {a} :b'",
  "'lock_timeout'",
  "'a' 'b'",
  "'\\n'",
  "'zqx1x'",
  "'\n'",
];
const numbers = [
  '0',
  '1',
  '7',
  '007',
  '12',
  '64',
  '1.5',
  '1e5',
  '2147483648',
  '99999999',
  '771000000',
  '0x1F',
  '1_000',
  '-3',
  '1a',
];

/** The statement with tokens replaced: all of a text alike or each by itself, by plain values or by awkward ones. */
function varied(text: string, random: () => number): string {
  const alike = random() < 0.6;
  const awkward = random() < 0.5 ? 0 : random() * 0.5;
  const crowded = random() < 0.3;
  const chosen = new Map<string, string>();
  let made = '';
  let copied = 0;
  let serial = 0;
  const cursor = cursorAt(0);
  while (advance(text, cursor).kind !== tokenKind.end) {
    const token = text.slice(cursor.start, cursor.end);
    const replacement = () => {
      // Few numbers, so that what was different becomes equal too.
      serial = crowded ? Math.floor(random() * 3) : serial + 1;
      const plain = random() >= awkward;
      switch (cursor.kind) {
        case tokenKind.word:
          if (isTelling(token, 0, token.length) && plain) return token;
          return plain ? `${pick(['name', 'Name', 'the_long_name_of_a'], random)}_${serial}` : pick(names, random);
        case tokenKind.quotedName:
          return plain ? `"${pick(['name', 'Name'], random)}_${serial}"` : pick(names, random);
        case tokenKind.string:
          return plain ? `'text ${serial}'` : pick(strings, random);
        case tokenKind.number:
          return plain ? String(Math.floor(random() * 10 ** Math.ceil(random() * 8))) : pick(numbers, random);
        default:
          return token;
      }
    };
    const known = alike ? chosen.get(token) : undefined;
    const next = random() < 0.2 ? token : (known ?? replacement());
    chosen.set(token, next);
    made += text.slice(copied, cursor.start) + next;
    copied = cursor.end;
  }
  return made + text.slice(copied);
}

/** What a reading says, without how it was made. */
function plain({ operations, queries, syntaxProblems, body, confidence, features }: Reading): Reading {
  return { operations, queries, syntaxProblems, body, confidence, features };
}

/** Which objects of the value stand in several places: for each object met, the number of its first meeting. */
function sharing(value: unknown, met = new Map<object, number>(), found: number[] = []): number[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return found;
  const known = met.get(value);
  found.push(known ?? met.size);
  if (known !== undefined) return found;
  met.set(value, met.size);
  for (const inner of Object.values(value)) sharing(inner, met, found);
  return found;
}

describe('reading by shape', () => {
  const turns = Number(process.env.FUZZ_TURNS ?? 4);
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

  it(`equals reading for real, whatever names and values are put in (seed ${seed})`, () => {
    const random = randomFrom(seed);
    let real = 0;
    let all = 0;
    const read = readByShape((text, target) => {
      real++;
      return readText(text, target);
    });
    const check = (text: string) => {
      all++;
      const expected = readText(text, version);
      const made = plain(read(text, version));
      expect(made, text).toStrictEqual(expected);
      expect(sharing(made), text).toEqual(sharing(expected));
    };
    for (const statement of everyStatement()) {
      check(statement);
      check(statement);
      for (let turn = 0; turn < turns; turn++) check(varied(statement, random));
    }
    // Nothing would be shown if all were read for real. Finding a template reads too.
    expect(real).toBeLessThan(all);
  }, 3_600_000);

  const pairs: readonly (readonly [first: string, second: string])[] = [
    ['WITH recent AS (SELECT 1) SELECT * FROM orders', 'WITH recent AS (SELECT 1) SELECT * FROM recent'],
    ['WITH recent AS (SELECT 1) SELECT * FROM orders', 'WITH Recent AS (SELECT 1) SELECT * FROM "Recent"'],
    ['WITH recent AS (SELECT 1) SELECT * FROM orders', 'WITH Recent AS (SELECT 1) SELECT * FROM "recent"'],
    ["SELECT set_config('one', 'two', true)", "SELECT set_config('Lock_Timeout', '5s', true)"],
    ["SELECT renamed('one', 'two', true)", "SELECT set_config('one', 'two', true)"],
    ['VACUUM (FULL 1) orders', 'VACUUM (FULL 0) invoices'],
    ['ALTER TABLE orders ADD total float(10)', 'ALTER TABLE orders ADD total float(60)'],
    ['ALTER TABLE orders ADD total money_type', 'ALTER TABLE orders ADD total int8'],
    ['SELECT length FROM orders LIMIT 5', 'SELECT length FROM orders LIMIT 2147483648'],
    ["SELECT total - 5, 'one' 'two' FROM orders", "SELECT sum -17, 'three' 'four' FROM invoices"],
    ['SET application_name = shop', 'SET application_name = Shop'],
    ["SET search_path = 'one'", "SET search_path = 'two'"],
    ['SELECT * FROM reports.orders', 'SELECT * FROM pg_catalog.orders'],
    [`SELECT ${'a'.repeat(62)} FROM orders`, `SELECT ${'a'.repeat(64)} FROM orders`],
    ["COMMENT ON TABLE orders IS 'one'", "COMMENT ON TABLE invoices IS 'another'"],
    ['DO $$ BEGIN DELETE FROM orders; END $$', 'DO $$ BEGIN DELETE FROM invoices; END $$'],
    ["DO 'BEGIN DELETE FROM orders; END'", "DO 'BEGIN DELETE FROM invoices; END'"],
    ["CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TYPE state AS ENUM ('new', 'done')"],
    ['CREATE ROLE shop mapped', 'CREATE ROLE shop login'],
    ["SELECT interval '5 days', date '2024-01-01'", "SELECT interval '7 hours', date '2025-02-02'"],
    ['SELECT orders_total(1)', 'SELECT gen_random_uuid(1)'],
    [
      'CREATE TABLE parts PARTITION OF whole FOR VALUES FROM (1) TO (2)',
      'CREATE TABLE p2 PARTITION OF whole FOR VALUES FROM (10) TO (2)',
    ],
    ['SELECT total AS sum FROM orders -- the sum', 'SELECT amount AS sums FROM invoices -- the sum'],
  ];
  it.each(pairs)('reads %s twice and then %s', (first, second) => {
    const read = readByShape(readText);
    for (const text of [first, first, second, second, second, first]) {
      expect(plain(read(text, version))).toStrictEqual(readText(text, version));
    }
  });

  it('reads a generated history from few statements', () => {
    let real = 0;
    const read = readByShape((text, target) => {
      real++;
      return readText(text, target);
    });
    const text = migration(2400);
    for (const { span } of split(text).segments) {
      const statement = text.slice(span.start, span.end);
      expect(plain(read(statement, version))).toStrictEqual(readText(statement, version));
    }
    expect(real).toBeLessThan(240);
  });
});

describe('a body between placeholders', () => {
  it('is read like any other', () => {
    const body = 'BEGIN SELECT 1; SELECT 2; SELECT 3; END';
    const text = `CREATE FUNCTION {{ .Schema }}.f() RETURNS void LANGUAGE plpgsql AS $$ ${body} $$`;
    const read: typeof readText = readByShape((own, target) => readText(own, target, (inner, of) => read(inner, of)));
    for (let turn = 0; turn < 3; turn++) {
      const reading = read(text, version);
      expect(reading.body).toHaveLength(3);
      for (const { reading: inner } of reading.body) expect(inner.operations).toHaveLength(1);
    }
  });
});

describe('the words that tell', () => {
  it('are all keywords of the grammar', async () => {
    await loadModule();
    const wasm = readFileSync(new URL('node_modules/libpg-query/wasm/libpg-query.wasm', root), 'latin1');
    const words = [...new Set([...wasm.matchAll(/[a-z_]{2,}/g)].map(([word]) => word))];
    const scanned: { tokens: { text: string; keywordKind: number }[] } = scanSync(words.join(' '));
    const keywords = scanned.tokens.filter(({ keywordKind }) => keywordKind > 0).map(({ text }) => text);
    expect(keywords.length).toBeGreaterThan(450);
    expect(keywords.filter((word) => !isTelling(word, 0, word.length))).toEqual([]);
  });

  it('are all words of the readers', () => {
    const folder = new URL('.', import.meta.url);
    const missing = new Set<string>();
    const ownFiles = [
      'instantiate.ts',
      'readByShape.ts',
      'shape.ts',
      'shapedReading.ts',
      'template.ts',
      'vocabulary.ts',
    ];
    for (const file of readdirSync(folder)) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || ownFiles.includes(file)) continue;
      const code = readFileSync(new URL(file, folder), 'utf8').replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '');
      for (const [literal] of code.matchAll(/'[^'\n]*'|`[^`]*`|\/(?:[^/\\\n]|\\.)+\//g)) {
        for (const [word] of literal.matchAll(/(?<![A-Za-z0-9_$])[a-z_][a-z0-9_]*/g)) {
          if (!isTelling(word, 0, word.length)) missing.add(word);
        }
      }
    }
    expect([...missing]).toEqual([]);
  });
});
