import { beforeAll, describe, expect, it } from 'vitest';
import { loadPostgresParser } from '../dialects/postgres/postgres.ts';
import { analyze } from './analyze.ts';
import { type Configuration, defaultConfiguration } from './configuration.ts';
import { fixAll } from './fixAll.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

beforeAll(() => loadPostgresParser());

function workspaceOf(files: Readonly<Record<string, string>>, configuration: Partial<Configuration> = {}): Workspace {
  const workspace = createWorkspace({
    configuration: () => ({ ...defaultConfiguration, ...configuration }),
    projectFacts: () => ({}),
    reportRuleError: (rule, file, error) => {
      throw new Error(`${rule} failed on ${file}`, { cause: error });
    },
  });
  for (const [file, text] of Object.entries(files)) workspace.set(file, text);
  return workspace;
}

/** `rule: marked text` of each finding. */
function reported(workspace: Workspace, file: string): readonly string[] {
  const text = workspace.text(file) ?? '';
  return (workspace.analysis(file)?.findings ?? []).map(
    ({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`,
  );
}

/** Rules that the text, as a migration of its own, is reported for. */
function check(text: string, expected: readonly string[], configuration?: Partial<Configuration>): void {
  const analysis = analyze(text, { file: '/p/migrations/1.sql', configuration });
  expect(analysis?.findings.map((finding) => finding.rule)).toEqual(expected);
}

const index = 'CREATE INDEX orders_total_idx ON orders (total);\n';
const rule = 'create-index-without-concurrently';

describe('ignore comments', () => {
  const cases: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
    ['before the statement', `-- dbarch-ignore ${rule}\n${index}`, []],
    ['with a reason', `-- dbarch-ignore ${rule}: the table is small\n${index}`, []],
    ['at the end of its line', `CREATE INDEX i ON orders (total); -- dbarch-ignore ${rule}\n${index}`, [rule]],
    ['inside the statement', `CREATE INDEX i -- dbarch-ignore ${rule}\n  ON orders (total);\n${index}`, [rule]],
    ['for one statement only', `-- dbarch-ignore ${rule}\n${index}${index.replace('idx', 'idx2')}`, [rule]],
    ['in a block comment', `/* dbarch-ignore ${rule} */ ${index}`, []],
    ['for every rule', `-- dbarch-ignore\n${index}`, []],
    ['for the file', `${index}-- dbarch-ignore-file ${rule}\n`, []],
    [
      'for a region',
      `-- dbarch-ignore-start ${rule}\n${index}-- dbarch-ignore-end\nCREATE INDEX ON orders (x);\n`,
      [rule],
    ],
    ["by squawk's name", `-- squawk-ignore require-concurrent-index-creation\n${index}`, []],
    ['of squawk that is not needed', `-- squawk-ignore ban-drop-table, no-such-rule\n${index}`, [rule]],
    ['for another rule', `-- dbarch-ignore drop-table\n${index}`, ['unused-ignore', rule]],
    ['for a rule that does not exist', `-- dbarch-ignore drop-tabel\n${index}`, ['unused-ignore', rule]],
    ['of which nothing is needed', `-- dbarch-ignore unused-ignore, drop-table\n${index}`, ['unused-ignore', rule]],
    ['an end without a start', `${index}-- dbarch-ignore-end\n`, [rule, 'unused-ignore']],
  ];
  for (const [title, text, expected] of cases) it(title, () => check(text, expected));

  it('are not judged for a rule that is off', () =>
    check(`-- dbarch-ignore drop-table\n${index}`, [rule], { rules: { 'drop-table': 'off' } }));

  it('are counted', () => {
    expect(analyze(`-- dbarch-ignore ${rule}\n${index}`, { file: '/p/migrations/1.sql' })?.suppressed).toBe(1);
  });

  it('work in the body of a DO block', () =>
    check('DO $$ BEGIN\n  -- dbarch-ignore delete-without-where\n  DELETE FROM orders;\nEND $$;\n', []));
});

describe('configuration', () => {
  it('turns rules off', () => check(index, [], { rules: { [rule]: 'off' } }));
  it('sets severities', () => {
    const options = { file: '/p/migrations/1.sql', configuration: { rules: { [rule]: 'error' as const } } };
    expect(analyze(index, options)?.findings[0]?.severity).toBe('error');
  });
  it('is overridden for some files', () => {
    const overrides = [{ files: ['legacy/**'], settings: { rules: { [rule]: 'off' as const } } }];
    const workspace = workspaceOf({ '/p/legacy/1.sql': index, '/p/migrations/1.sql': index }, { overrides });
    expect(reported(workspace, '/p/legacy/1.sql')).toEqual([]);
    expect(reported(workspace, '/p/migrations/1.sql')).toHaveLength(1);
  });
  it('ignores files', () => {
    expect(
      workspaceOf({ '/p/migrations/1.sql': index }, { ignore: ['migrations'] }).analysis('/p/migrations/1.sql'),
    ).toBeUndefined();
  });
  it('leaves history unreported, and replays it', () => {
    const files = {
      '/p/migrations/1_a.sql': `CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n`,
      '/p/migrations/2_b.sql': index,
      '/p/migrations/3_c.sql': 'CREATE INDEX orders_id_idx ON orders (id);\n',
    };
    const workspace = workspaceOf(files, { migrationsAfter: '2_b' });
    expect(reported(workspace, '/p/migrations/2_b.sql')).toEqual([]);
    expect(reported(workspace, '/p/migrations/3_c.sql')).toEqual([expect.stringContaining(`${rule}: `)]);
    expect(workspace.catalogFor('/p/migrations/3_c.sql').index({ name: 'orders_total_idx' })).toBeDefined();
  });
});

describe('what CASCADE takes along is named', () => {
  const made =
    'CREATE TABLE a (id int PRIMARY KEY, x int);\nCREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);\nCREATE VIEW v AS SELECT x FROM a;\n';
  const message = (change: string) => {
    const workspace = workspaceOf({ '/p/migrations/1.sql': made, '/p/migrations/2.sql': change });
    return workspace.analysis('/p/migrations/2.sql')?.findings[0]?.message;
  };

  it('by DROP TABLE', () => {
    const dropped = message('DROP TABLE a CASCADE;\n');
    expect(dropped).toContain('CASCADE also drops the foreign key of b, the view v.');
    expect(message('DROP TABLE a;\n')).not.toContain('CASCADE');
  });
  it('by DROP COLUMN', () => {
    expect(message('ALTER TABLE a DROP COLUMN x CASCADE;\n')).toContain('CASCADE also drops the view v.');
  });
});

describe('the target version', () => {
  const merge = 'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE;\n';
  const severity = (configuration?: Partial<Configuration>) =>
    analyze(merge, { configuration })?.findings.map((finding) => `${finding.severity} ${finding.rule}`);

  it('that nobody named is a guess: what needs a newer one is mentioned', () => {
    expect(severity()).toEqual(['info feature-needs-newer-version']);
  });
  it('that is named counts', () => {
    expect(severity({ targetVersion: 14 })).toEqual(['warning feature-needs-newer-version']);
    expect(severity({ targetVersion: 15 })).toEqual([]);
  });
});

describe('histories', () => {
  it('say which tables are new', () =>
    check(`CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n${index}`, []));

  it('give query files their schema', () => {
    const workspace = workspaceOf({
      '/p/db/migrations/1.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n',
      '/p/queries/a.sql': 'SELECT id FROM orders WHERE total = NULL;\n',
    });
    expect(workspace.catalogFor('/p/queries/a.sql').relation({ name: 'orders' })).toBeDefined();
    expect(reported(workspace, '/p/queries/a.sql')).toEqual([expect.stringMatching(/^eq-null: /)]);
  });

  it('are judged again when an earlier file changes', () => {
    const first = '/p/migrations/1.sql';
    const second = '/p/migrations/2.sql';
    const workspace = workspaceOf({ [first]: 'SELECT 1;\n', [second]: 'ALTER TABLE orders VALIDATE CONSTRAINT c;\n' });
    const before = workspace.catalogAt(second, 0).relation({ name: 'orders' });
    workspace.set(first, 'CREATE TABLE orders (id bigint);\n');
    expect(before).toBeUndefined();
    expect(workspace.catalogAt(second, 0).relation({ name: 'orders' })).toBeDefined();
    workspace.remove(first);
    expect(workspace.catalogAt(second, 0).relation({ name: 'orders' })).toBeUndefined();
  });

  it('cap what is found on the way down at info', () => {
    const text = `-- +goose Up\nSELECT 1;\n-- +goose Down\n${index}`;
    const severities = analyze(text, { file: '/p/migrations/1.sql' })?.findings.map((finding) => finding.severity);
    expect(severities).toEqual(['info']);
  });
});

describe('bodies', () => {
  it('of DO blocks are judged in place', () => {
    const text = 'DO $$ BEGIN DELETE FROM orders; END $$;\n';
    expect(reported(workspaceOf({ '/p/migrations/1.sql': text }), '/p/migrations/1.sql')).toEqual([
      expect.stringMatching(/^delete-without-where: /),
    ]);
  });
  it('of functions are judged as queries only', () =>
    check(
      'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; DROP TABLE orders; END $$;\n',
      ['delete-without-where'],
    ));
});

describe('fix all', () => {
  const file = '/p/migrations/1.sql';
  it('applies safe fixes and leaves the workspace as it was', () => {
    const text = '-- dbarch-ignore drop-table\nSELECT 1;\n-- dbarch-ignore truncate, drop-column\nSELECT 2;\n';
    const workspace = workspaceOf({ [file]: text });
    expect(fixAll(workspace, file)).toMatchObject({ text: 'SELECT 1;\nSELECT 2;\n' });
    expect(workspace.text(file)).toBe(text);
  });
  it('has nothing to do on a clean file', () => {
    expect(fixAll(workspaceOf({ [file]: 'SELECT 1;\n' }), file)).toMatchObject({ applied: 0, edits: [] });
  });
});

describe('settings that are read again', () => {
  const migration = '/p/migrations/1.sql';
  const query = '/p/queries/1.sql';

  for (const [file, text, expected] of [
    [migration, index, rule],
    [query, 'DELETE FROM orders;\n', 'delete-without-where'],
  ] as const) {
    it(`keep the findings of ${file} where nothing changed`, () => {
      const workspace = workspaceOf({ [file]: text });
      const before = reported(workspace, file);
      workspace.invalidate();
      expect(reported(workspace, file)).toEqual(before);
      expect(before.join()).toContain(expected);
    });
  }
});
