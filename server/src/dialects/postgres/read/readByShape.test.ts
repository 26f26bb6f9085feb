import { readdirSync, readFileSync } from 'node:fs';
import { loadModule, scanSync } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { migration } from '../../../../../test/bench/migrations.mjs';
import { casesOf } from '../../../../../test/support/postgresReadings.ts';
import { pick, randomFrom } from '../../../../../test/support/random.ts';
import { advance, cursorAt, tokenKind } from '../lexer.ts';
import { split } from '../split.ts';
import { loadPostgresParser } from './parser.ts';
import { readText } from './read.ts';
import { readByShape } from './readByShape.ts';
import { isTelling } from './vocabulary.ts';

const root = new URL('../../../../../', import.meta.url);
const version = 16;

beforeAll(loadPostgresParser);

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
  const chosen = new Map<string, string>();
  let made = '';
  let copied = 0;
  let serial = 0;
  const cursor = cursorAt(0);
  while (advance(text, cursor).kind !== tokenKind.end) {
    const token = text.slice(cursor.start, cursor.end);
    const replacement = () => {
      serial++;
      const plain = random() >= awkward;
      switch (cursor.kind) {
        case tokenKind.word:
          if (isTelling(token.toLowerCase()) && plain) return token;
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
      expect(read(text, version), text).toStrictEqual(readText(text, version));
    };
    for (const statement of everyStatement()) {
      check(statement);
      check(statement);
      for (let turn = 0; turn < turns; turn++) check(varied(statement, random));
    }
    // Nothing would be shown if all were read for real. Finding a template reads too.
    expect(real).toBeLessThan(all);
  }, 3_600_000);

  it('reads a generated history from few statements', () => {
    let real = 0;
    const read = readByShape((text, target) => {
      real++;
      return readText(text, target);
    });
    const text = migration(2400);
    for (const { span } of split(text).segments) {
      const statement = text.slice(span.start, span.end);
      expect(read(statement, version)).toStrictEqual(readText(statement, version));
    }
    expect(real).toBeLessThan(240);
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
    expect(keywords.filter((word) => !isTelling(word))).toEqual([]);
  });

  it('are all words of the readers', () => {
    const folder = new URL('.', import.meta.url);
    const missing = new Set<string>();
    const ownFiles = ['readByShape.ts', 'shape.ts', 'template.ts', 'vocabulary.ts'];
    for (const file of readdirSync(folder)) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || ownFiles.includes(file)) continue;
      const code = readFileSync(new URL(file, folder), 'utf8').replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '');
      for (const [literal] of code.matchAll(/'[^'\n]*'|`[^`]*`|\/(?:[^/\\\n]|\\.)+\//g)) {
        for (const [word] of literal.matchAll(/(?<![A-Za-z0-9_$])[a-z_][a-z0-9_]*/g)) {
          if (!isTelling(word)) missing.add(word);
        }
      }
    }
    expect([...missing]).toEqual([]);
  });
});
