import { beforeAll, describe, expect, it } from 'vitest';
import { filesAfter, fixOf, operationsIn, readScript } from '../../../../test/support/readScript.ts';
import { loadParsersFromPackages } from '../../../../test/support/toolParsers.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';

beforeAll(loadParsersFromPackages);

const concurrently: Rewrite = {
  title: 'Build the index concurrently',
  safety: 'safe',
  intent: { kind: 'create-index-concurrently' },
  sql: { edits: [{ span: { start: 12, end: 12 }, newText: ' CONCURRENTLY' }], transaction: 'forbidden' },
};

const inSteps: Rewrite = {
  title: 'Add it NOT VALID',
  safety: 'review',
  intent: { kind: 'add-foreign-key-not-valid' },
  sql: {
    steps: [
      { sql: ['ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;'], transaction: 'any', name: 'add k' },
      { sql: ['ALTER TABLE t VALIDATE CONSTRAINT k;'], transaction: 'separate', name: 'validate k' },
    ],
  },
};

const isIndex = (statement: Statement) => statement.text.startsWith('CREATE INDEX');
const isConstraint = (statement: Statement) => statement.text.includes('CHECK');
const create = 'CREATE INDEX i ON t (a);';
const built = 'CREATE INDEX CONCURRENTLY i ON t (a);';
const check = 'ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0);';
const notValid = 'ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;';
const validate = 'ALTER TABLE t VALIDATE CONSTRAINT k;';

interface Case {
  readonly file: string;
  readonly text: string;
  /** Undefined: there is no fix. */
  readonly expected?: Record<string, string>;
  readonly siblings?: readonly string[];
  readonly safety?: string;
}

function fixes(rewrite: Rewrite, choose: (statement: Statement) => boolean, cases: readonly Case[]): void {
  it.each(cases)('$file $text', ({ file, text, expected, siblings = [], safety = 'review' }) => {
    const script = readScript(file, text, { siblings });
    const fix = fixOf(script, rewrite, choose, { siblings });
    expect(filesAfter(script, fix)).toEqual(expected ?? {});
    if (expected) expect(fix?.safety).toBe(safety);
  });
}

describe('a step that cannot run in a transaction', () => {
  fixes(concurrently, isIndex, [
    { file: 'a.sql', text: `  ${create}\n`, expected: { 'a.sql': `  ${built}\n` }, safety: 'safe' },
    {
      file: 'a.sql',
      text: `BEGIN;\nSELECT 1;\n${create}\nCOMMIT;\n`,
      expected: { 'a.sql': `BEGIN;\nSELECT 1;\nCOMMIT;\n\n${built}\n` },
    },
    { file: 'a.sql', text: `BEGIN;\n${create}\n` },
    {
      file: '00007_x.sql',
      text: `-- +goose Up\n${create}\n-- +goose Down\nDROP INDEX i;\n`,
      expected: { '00007_x.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${built}\n-- +goose Down\nDROP INDEX i;\n` },
      safety: 'safe',
    },
    {
      file: 'm/00007_x.sql',
      text: `-- +goose Up\nCREATE TABLE u (id int);\n${create}\n`,
      siblings: ['00006_a.sql', '00008_b.sql'],
      expected: {
        'm/00007_x.sql': '-- +goose Up\nCREATE TABLE u (id int);\n',
        'm/00009_create_index_i_on_t.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${built}\n\n-- +goose Down\n`,
      },
    },
    {
      file: '20240101120000_x.sql',
      text: `-- migrate:up\r\n${create}\r\n`,
      expected: { '20240101120000_x.sql': `-- migrate:up transaction:false\r\n${built}\r\n` },
      safety: 'safe',
    },
    {
      file: 'V2__x.sql',
      text: `SET lock_timeout = '5s';\n${create}\n`,
      expected: {
        'V2__x.sql': `SET lock_timeout = '5s';\n${built}\n`,
        'V2__x.sql.conf': 'executeInTransaction=false\n',
      },
    },
    {
      file: 'V2__x.sql',
      text: `DROP TABLE u;\n${create}\n`,
      siblings: ['V3__y.sql'],
      expected: {
        'V2__x.sql': 'DROP TABLE u;\n',
        'V2.1__create_index_i_on_t.sql': `${built}\n`,
        'V2.1__create_index_i_on_t.sql.conf': 'executeInTransaction=false\n',
      },
    },
    {
      file: 'p/migrations/20240101120000_x/migration.sql',
      text: create,
      expected: { 'p/migrations/20240101120000_x/migration.sql': built },
      safety: 'safe',
    },
    {
      file: 'p/migrations/20240101120000_x/migration.sql',
      text: `DROP TABLE u;\n\n${create}\n\nDROP TABLE v;\n`,
      expected: {
        'p/migrations/20240101120000_x/migration.sql': 'DROP TABLE u;\n\nDROP TABLE v;\n',
        'p/migrations/20240101120001_create_index_i_on_t/migration.sql': `${built}\n`,
      },
    },
    { file: 'drizzle/0001_x.sql', text: create },
    { file: 'supabase/migrations/1_x.sql', text: create },
    {
      file: 'migrations/1_x.up.sql',
      text: `DROP TABLE u;\n${create}\n`,
      expected: { 'migrations/1_x.up.sql': 'DROP TABLE u;\n', 'migrations/2_create_index_i_on_t.up.sql': `${built}\n` },
    },
    {
      file: 'migrations/2024-01_x/up.sql',
      text: create,
      expected: {
        'migrations/2024-01_x/up.sql': built,
        'migrations/2024-01_x/metadata.toml': 'run_in_transaction = false\n',
      },
    },
    { file: '1_x.sql', text: `-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n${create}\n` },
  ]);
});

describe('a step that wants a transaction of its own', () => {
  fixes(inSteps, isConstraint, [
    {
      file: 'a.sql',
      text: `  ${check}\nSELECT 1;`,
      expected: { 'a.sql': `  ${notValid}\n  ${validate}\nSELECT 1;` },
    },
    {
      file: 'a.sql',
      text: `BEGIN;\n${check}\nCOMMIT;`,
      expected: { 'a.sql': `BEGIN;\n${notValid}\nCOMMIT;\n\n${validate}` },
    },
    {
      file: 'm/1_x.sql',
      text: `-- +goose Up\n${check}\n`,
      expected: {
        'm/1_x.sql': `-- +goose Up\n${notValid}\n`,
        'm/2_validate_k.sql': `-- +goose Up\n${validate}\n\n-- +goose Down\n`,
      },
    },
    { file: 'drizzle/0001_x.sql', text: check },
  ]);
});

describe('what is written', () => {
  it('is read again as what was meant', () => {
    const text = `-- +goose Up\nCREATE TABLE u (id int);\n${create}\n`;
    const script = readScript('m/1_x.sql', text);
    const files = filesAfter(script, fixOf(script, concurrently, isIndex));
    const again = Object.entries(files).map(([file, source]) => readScript(file, source));
    expect(again.map((one) => [one.transaction, operationsIn(one)])).toEqual([
      ['file', ['up create-table u']],
      ['statement', ['up create-index t']],
    ]);
  });
});

describe('a function in a step', () => {
  const body = 'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;';
  const rewrite: Rewrite = {
    title: 'Add a function',
    safety: 'review',
    sql: { steps: [{ sql: [body, notValid], transaction: 'any', name: 'add f' }] },
  };
  fixes(rewrite, isConstraint, [
    {
      file: '1_a.sql',
      text: `-- +goose Up\n${check}\n`,
      expected: {
        '1_a.sql': `-- +goose Up\n-- +goose StatementBegin\n${body}\n-- +goose StatementEnd\n${notValid}\n`,
      },
    },
    { file: 'a.sql', text: `${check}\n`, expected: { 'a.sql': `${body}\n${notValid}\n` } },
  ]);
});

describe('a statement that must run outside of a transaction, where the runner is not known', () => {
  const text = 'CREATE INDEX i ON t (a);\n';
  const concurrently: Rewrite = {
    title: 'Do it',
    safety: 'safe',
    sql: { edits: [{ span: { start: 12, end: 12 }, newText: ' CONCURRENTLY' }], transaction: 'forbidden' },
  };
  const safetyIn = (file: string, own: string, others: readonly string[]) => {
    const script = readScript(file, own);
    const history = [script, ...others.map((other, at) => readScript(`migrations/${at}_other.sql`, other))];
    return fixOf(script, concurrently, ({ text: sql }) => sql.startsWith('CREATE INDEX i '), {
      history: () => history,
    });
  };
  const check = (name: string, own: string, others: readonly string[], safety: string, file = 'migrations/9_x.sql') =>
    it(name, () => expect(safetyIn(file, own, others)?.safety).toBe(safety));
  check('wants a review', text, ['CREATE TABLE u (a int);'], 'review');
  check('is safe in a file of no history', text, [], 'safe', 'schema/index.sql');
  check(
    'is safe where another file mixes',
    text,
    ['CREATE TABLE u (a int); CREATE INDEX CONCURRENTLY j ON u (a);'],
    'safe',
  );
  check('is safe where another file begins one of its own', text, ['BEGIN; CREATE TABLE u (a int); COMMIT;'], 'safe');
  check('is safe where the file itself shows it', `VACUUM t;\n${text}`, [], 'safe');
  check('is safe alone, where others stand alone', text, ['CREATE INDEX CONCURRENTLY j ON u (a);'], 'safe');
  check('wants a review among others', `${text}DROP TABLE u;\n`, ['CREATE INDEX CONCURRENTLY j ON u (a);'], 'review');
  check('is not shown by a function', text, ['CREATE TABLE u (a int); DO $$ BEGIN PERFORM 1; END $$;'], 'review');

  it('says what to check', () => {
    expect(safetyIn('migrations/9_x.sql', text, [])?.title).toBe(
      'Do it (check that what runs this file opens no transaction)',
    );
  });
});

describe('the way back in the same file', () => {
  const goose = (up: string, down: string, head = '') => `${head}-- +goose Up\n${up}\n-- +goose Down\n${down}\n`;
  const drop = { undo: ['DROP INDEX CONCURRENTLY IF EXISTS i;'] };
  const concurrentlyWithUndo: Rewrite = {
    title: 'Do it',
    safety: 'safe',
    sql: { edits: [{ span: { start: 12, end: 12 }, newText: ' CONCURRENTLY' }], transaction: 'forbidden', ...drop },
  };
  const fixedIn = (text: string, change: Rewrite) => {
    const script = readScript('migrations/00001_x.sql', text);
    return filesAfter(
      script,
      fixOf(script, change, ({ text: sql }) => !sql.startsWith('SELECT'), { siblings: [] }),
    );
  };

  it('moves with the statement', () => {
    const files = fixedIn(
      goose('CREATE INDEX i ON t (a);\nSELECT 1;', 'SELECT 2;\nDROP INDEX i;'),
      concurrentlyWithUndo,
    );
    expect(files['migrations/00001_x.sql']).toBe(goose('SELECT 1;', 'SELECT 2;'));
    const [, created = ''] = Object.values(files);
    expect(created).toContain('-- +goose Down\nDROP INDEX CONCURRENTLY IF EXISTS i;');
  });

  it('stays where it takes back something else too', () => {
    const down = 'DROP INDEX i, j;';
    const files = fixedIn(goose('CREATE INDEX i ON t (a);\nSELECT 1;', down), concurrentlyWithUndo);
    expect(files['migrations/00001_x.sql']).toBe(goose('SELECT 1;', down));
    expect(Object.values(files)[1]).not.toContain('DROP INDEX');
  });

  it('stays where the steps stay in the file', () => {
    const text = goose('BEGIN;\nCREATE INDEX i ON t (a);\nCOMMIT;', 'DROP INDEX i;', '-- +goose NO TRANSACTION\n');
    const script = readScript('migrations/00001_x.sql', text);
    const fix = fixOf(script, concurrentlyWithUndo, ({ text: sql }) => sql.startsWith('CREATE'));
    expect(filesAfter(script, fix)['migrations/00001_x.sql']).toContain('-- +goose Down\nDROP INDEX i;');
  });

  it('knows the name that the server gives a constraint', () => {
    const steps: Rewrite = {
      title: 'Do it',
      safety: 'review',
      sql: {
        steps: [
          {
            sql: ['ALTER TABLE t ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES u NOT VALID;'],
            undo: ['ALTER TABLE t DROP CONSTRAINT IF EXISTS t_a_fkey;'],
            transaction: 'any',
            name: 'add t_a_fkey',
          },
        ],
      },
    };
    const down = 'ALTER TABLE t DROP CONSTRAINT t_b_fkey;\nALTER TABLE t DROP CONSTRAINT t_a_fkey;';
    const files = fixedIn(goose('ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u;', down), steps);
    expect(files['migrations/00001_x.sql']).toContain(down);
  });
});
