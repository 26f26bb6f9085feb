import { beforeAll, describe, expect, it } from 'vitest';
import { loadPostgresParser } from '../dialects/postgres/postgres.ts';
import { defaultConfiguration } from './configuration.ts';
import { createWorkspace } from './createWorkspace.ts';
import { lintOnce } from './lintOnce.ts';
import type { FileAnalysis, Workspace, WorkspaceEnvironment } from './workspace.ts';

beforeAll(() => loadPostgresParser());

const files = ['/p/migrations/1_a.sql', '/p/migrations/2_b.sql', '/p/migrations/3_c.sql', '/p/queries/q.sql'];

const pieces = [
  'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric, customer_id bigint REFERENCES customers (id));\n',
  'CREATE TABLE customers (id serial PRIMARY KEY, created_at timestamp, name varchar(255));\n',
  'CREATE TABLE customers (\n  id bigint\n);\n',
  'CREATE INDEX orders_total_idx ON orders (total);\n',
  'CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_idx ON orders (customer_id);\n',
  'DROP INDEX orders_total_idx;\n',
  'ALTER TABLE orders ADD COLUMN note text NOT NULL;\n',
  'ALTER TABLE orders ALTER COLUMN total SET NOT NULL, ALTER COLUMN total TYPE bigint;\n',
  'ALTER TABLE orders ADD CONSTRAINT total_check CHECK (total > 0) NOT VALID;\n',
  'ALTER TABLE orders VALIDATE CONSTRAINT total_check;\n',
  'ALTER TABLE orders RENAME TO purchases;\n',
  'ALTER TABLE orders RENAME COLUMN total TO amount;\n',
  'DROP TABLE customers;\n',
  'INSERT INTO orders VALUES (1, 2, 3);\n',
  'UPDATE orders SET total = 1;\n',
  'DELETE FROM orders WHERE total = NULL;\n',
  'SELECT * FROM orders ORDER BY id OFFSET 10000;\n',
  'BEGIN;\n',
  'COMMIT;\n',
  "SET lock_timeout = '5s';\n",
  '-- dbarch-ignore create-index-without-concurrently, drop-table: known\n',
  '-- dbarch-ignore-file update-without-where\n',
  '-- dbarch-ignore-start\n',
  '-- dbarch-ignore-end\n',
  '-- squawk-ignore ban-drop-table\n',
  "DO $$ BEGIN DELETE FROM orders; EXECUTE 'x'; END $$;\n",
  'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ UPDATE orders SET total = 1; $$;\n',
  'SELEC 1;\n',
  "'",
  '$$',
  '/*',
  ';',
  'x',
  '\n',
];

/** A small generator of pseudo-random numbers in [0, 1): the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const environment: WorkspaceEnvironment = {
  configuration: () => ({ ...configuration }),
  projectFacts: () => ({}),
  reportRuleError: (rule, file, error) => {
    throw new Error(`${rule} failed on ${file}`, { cause: error });
  },
};

function newWorkspace(): Workspace {
  return createWorkspace(environment);
}

const configuration = { ...defaultConfiguration, preset: 'all' as const };

/** Plain data of an analysis, without what differs by object identity only. */
function shown(analysis: FileAnalysis | undefined): unknown {
  return analysis?.findings.map(({ rule, severity, span, message, related, fixes, evidence }) => ({
    rule,
    severity,
    span,
    message,
    related: related.map((place) => ({ file: place.file, message: place.message, span: { ...place.span } })),
    fixes,
    evidence,
  }));
}

/** Makes every file long enough to be read and folded in steps. */
const filler = `/*${'x'.repeat(100_000)}*/\n${'SELECT 1;\n'.repeat(350)}`;

/** Analyses all files at the same time, each going on a little in turn; some are given up, and files change meanwhile. */
function interleave(workspace: Workspace, random: () => number, edit: () => void): void {
  let running = files.map((file) => workspace.analysisInSlices(file, 0));
  while (running.length > 0) {
    const steps = running[Math.floor(random() * running.length)];
    const isOver = Array.from({ length: 1 + Math.floor(random() * 200) }, () => steps?.next().done).includes(true);
    if (isOver || random() < 0.02) running = running.filter((one) => one !== steps);
    if (random() < 0.05) edit();
  }
}

function check(seed: number, { isSliced = false } = {}): void {
  const random = randomNumbers(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const workspace = newWorkspace();
  const texts = new Map(
    files.map((file) => [file, startOf(isSliced) + Array.from({ length: 6 }, () => pick(pieces)).join('')]),
  );
  for (const [file, text] of texts) workspace.set(file, text);
  let compared = 0;
  const edit = (): void => {
    const file = pick(files);
    const text = texts.get(file) ?? '';
    const from = random() < 0.9 ? Math.min(startOf(isSliced).length, text.length) : 0;
    const start = from + Math.floor(random() * (text.length + 1 - from));
    const oldEnd = Math.min(text.length, start + (random() < 0.5 ? 0 : Math.floor(random() * 40)));
    const inserted = random() < 0.7 ? pick(pieces) : '';
    const next = text.slice(0, start) + inserted + text.slice(oldEnd);
    texts.set(file, next);
    workspace.set(file, next, { start, oldEnd, newEnd: start + inserted.length });
  };
  for (let step = 0; step < (isSliced ? 6 : 30); step++) {
    edit();
    if (random() < 0.3) continue;
    if (isSliced) interleave(workspace, random, edit);
    // As the editor opens it, and as the command line reads it.
    const fresh = step % 2 === 0 ? lintedOnce(texts) : opened(texts);
    for (const name of files) {
      expect(shown(workspace.analysis(name)), `seed ${seed}, step ${step}, ${name}`).toEqual(shown(fresh(name)));
      compared += fresh(name)?.findings.length ?? 0;
    }
  }
  expect(compared).toBeGreaterThan(0);
}

type Analyses = (file: string) => FileAnalysis | undefined;

function opened(texts: ReadonlyMap<string, string>): Analyses {
  const workspace = newWorkspace();
  for (const [name, content] of texts) workspace.set(name, content);
  return (file) => workspace.analysis(file);
}

function lintedOnce(texts: ReadonlyMap<string, string>): Analyses {
  const analyses = lintOnce(texts, new Set(texts.keys()), environment);
  return (file) => analyses.get(file);
}

/** So long that runs of INSERTs are one statement. */
const dump = Array.from({ length: 30_000 }, (_, n) => {
  const table = n % 1_000 < 500 ? 'orders' : `t${n % 7}`;
  return `INSERT INTO ${table} (id, note) VALUES (${n}, 'a note as long as notes are: ${n}');\n`;
}).join('');

function checkDump(seed: number): void {
  const random = randomNumbers(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const [file = ''] = files;
  const workspace = newWorkspace();
  let text = pieces.slice(0, 4).join('') + dump + pieces.slice(4, 12).join('');
  workspace.set(file, text);
  let compared = 0;
  for (let step = 0; step < 8; step++) {
    const start = Math.floor(random() * (text.length + 1));
    const oldEnd = Math.min(text.length, start + (random() < 0.7 ? 0 : Math.floor(random() * 300)));
    const inserted = pick([...pieces, ...pieces, 'INSERT INTO orders (id, note) VALUES (1, NULL);\n']);
    text = text.slice(0, start) + inserted + text.slice(oldEnd);
    workspace.set(file, text, { start, oldEnd, newEnd: start + inserted.length });
    // Quotes and comments that were left open hide what follows: most texts are to be read to their end.
    if (random() < 0.5) {
      text = text.slice(0, start) + text.slice(start + inserted.length);
      workspace.set(file, text, { start, oldEnd: start + inserted.length, newEnd: start });
    }
    const fresh = newWorkspace();
    fresh.set(file, text);
    const expected = shown(fresh.analysis(file));
    expect(shown(workspace.analysis(file)), `seed ${seed}, step ${step}`).toEqual(expected);
    compared += (expected as readonly unknown[]).length;
  }
  expect(compared).toBeGreaterThan(0);
}

/** The findings of a long text are those of its statements read one by one. */
function checkRuns(): void {
  const [file = ''] = files;
  const short = dump.slice(0, dump.indexOf('\n', 1_000_000) + 1);
  const texts = [short + short, short].map((rows) => pieces.slice(0, 4).join('') + rows + pieces.slice(4, 20).join(''));
  const [long, apart] = texts.map((text) => {
    const workspace = newWorkspace();
    workspace.set(file, text);
    const analysis = workspace.analysis(file);
    return {
      statements: analysis?.script.statements.length ?? 0,
      messages: analysis?.findings.map((one) => one.message),
    };
  });
  expect(long?.statements).toBeLessThan(2_000);
  expect(apart?.statements).toBeGreaterThan(10_000);
  expect(long?.messages).toEqual(apart?.messages);
}

function startOf(isSliced: boolean): string {
  return isSliced ? filler : '';
}

describe('an analysis kept up to date by edits equals one from scratch', () => {
  const first = Number(process.env.SEED ?? 1);
  for (let seed = first; seed < first + 12; seed++) it(`seed ${seed}`, () => check(seed));
  for (let seed = first; seed < first + 3; seed++) it(`of a dump, seed ${seed}`, () => checkDump(seed));
  it('of a dump whose INSERTs are read by runs is that of each read alone', checkRuns);
  for (let seed = first; seed < first + 6; seed++) it(`in slices, seed ${seed}`, () => check(seed, { isSliced: true }));
});
