import { beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultConfiguration } from '../../server/src/analysis/configuration.ts';
import { createWorkspace, type Workspace } from '../../server/src/analysis/workspace.ts';
import { loadPostgresParser } from '../../server/src/dialects/postgres/postgres.ts';
import { EntryOverlay } from '../../server/src/model/replay/entries.ts';
import { Timeline } from '../../server/src/model/replay/timeline.ts';

// Work is counted and not timed: what a machine takes for it says little while others use it.

beforeAll(() => loadPostgresParser());

const file = '/p/migrations/1.sql';

function workspaceOf(text: string): Workspace {
  const workspace = createWorkspace({
    configuration: () => defaultConfiguration,
    projectFacts: () => ({}),
    reportRuleError: (rule, _file, error) => {
      throw new Error(rule, { cause: error });
    },
  });
  workspace.set(file, text);
  return workspace;
}

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

/** Looks at entries of the replay, and most entries that one statement wrote, while the file is opened and typed in. */
function workOf(text: string): number {
  const looks = [
    vi.spyOn(Timeline.prototype, 'valueAt'),
    vi.spyOn(EntryOverlay.prototype, 'get'),
    vi.spyOn(EntryOverlay.prototype, 'members'),
  ];
  try {
    const workspace = workspaceOf(text);
    workspace.analysis(file);
    const at = text.indexOf(';');
    workspace.set(file, `${text.slice(0, at)}x${text.slice(at)}`, { start: at, oldEnd: at, newEnd: at + 1 });
    workspace.analysis(file);
    return looks.reduce((sum, look) => sum + look.mock.calls.length, 0);
  } finally {
    for (const look of looks) look.mockRestore();
  }
}

/** Each with a number of parts; four times as many are to be four times the work. */
const shapes: readonly (readonly [title: string, text: (count: number) => string])[] = [
  [
    'actions of one ALTER TABLE',
    (n) => `ALTER TABLE t ${lines(n, (i) => `ADD COLUMN c${i} int, `)}ADD COLUMN d int;\n`,
  ],
  ['constraints of one ALTER TABLE', (n) => `ALTER TABLE t ${lines(n, (i) => `ADD UNIQUE (c${i}), `)}ADD a int;\n`],
  ['columns', (n) => `CREATE TABLE t (${lines(n, (i) => `c${i} int UNIQUE, `)}id int);\n`],
  ['columns one by one', (n) => `CREATE TABLE t (a int);\n${lines(n, (i) => `ALTER TABLE t ADD COLUMN c${i} int;\n`)}`],
  ['indexes of one table', (n) => `CREATE TABLE t (a int);\n${lines(n, (i) => `CREATE INDEX i${i} ON t (a);\n`)}`],
  ['indexes without names', (n) => `CREATE TABLE t (a int);\n${'CREATE INDEX ON t (a);\n'.repeat(n)}`],
  ['constraints without names', (n) => `CREATE TABLE t (a int);\n${'ALTER TABLE t ADD CHECK (a > 0);\n'.repeat(n)}`],
  [
    'tables that reference one',
    (n) => `CREATE TABLE t (a int PRIMARY KEY);\n${lines(n, (i) => `CREATE TABLE u${i} (t int REFERENCES t);\n`)}`,
  ],
  [
    'partitions',
    (n) =>
      `CREATE TABLE t (a int) PARTITION BY LIST (a);\n${lines(n, (i) => `CREATE TABLE p${i} PARTITION OF t FOR VALUES IN (${i});\n`)}`,
  ],
  ['dropped tables of one list', (n) => `DROP TABLE ${lines(n, (i) => `t${i}, `)}t;\n`],
  [
    'dropped tables of a schema',
    (n) => `SET a = b;\n${lines(n, (i) => `CREATE TABLE s.t${i} (a int);\n`)}DROP SCHEMA s CASCADE;\n`,
  ],
  [
    'views on views',
    (n) => `CREATE VIEW v0 AS SELECT 1;\n${lines(n, (i) => `CREATE VIEW v${i + 1} AS SELECT a FROM v${i};\n`)}`,
  ],
  ['savepoints', (n) => `BEGIN;\n${lines(n, (i) => `SAVEPOINT s${i};\nALTER TABLE t ADD c${i} int;\n`)}ROLLBACK;\n`],
  [
    'savepoints that are released',
    (n) => `BEGIN;\n${lines(n, (i) => `SAVEPOINT s;\nALTER TABLE t ADD c${i} int;\nRELEASE s;\n`)}ROLLBACK;\n`,
  ],
  ['tables that are taken back', (n) => `BEGIN;\n${lines(n, (i) => `CREATE TABLE t${i} (a int);\n`)}ROLLBACK;\n`],
];

describe('what the replay looks at grows with the file and not with its square', () => {
  it.each(shapes)('%s', (_, text) => {
    workOf(text(50));
    const little = workOf(text(150));
    const much = workOf(text(600));
    expect(much / little).toBeLessThan(6);
  });
});

describe('in slices', () => {
  /** How often others get their turn until the analysis is there. */
  function turns(workspace: Workspace): number {
    let count = 0;
    const steps = workspace.analysisInSlices(file, 0);
    for (let step = steps.next(); !step.done; step = steps.next()) count++;
    return count;
  }

  it('every statement that a change reaches is a step', () => {
    const table = 'CREATE TABLE t (a int);\n';
    const text = `${table}${lines(2_000, (i) => `ALTER TABLE t ADD COLUMN c${i} int;\n`)}`;
    const workspace = workspaceOf(text);
    turns(workspace);
    const at = table.indexOf(')');
    workspace.set(file, `${text.slice(0, at)}eger${text.slice(at)}`, { start: at, oldEnd: at, newEnd: at + 4 });
    // The same type: nothing differs.
    expect(turns(workspace)).toBeLessThan(20);
    const changed = `${text.slice(0, at)}, b int${text.slice(at)}`;
    workspace.set(file, changed);
    expect(turns(workspace)).toBeGreaterThan(4_000);
  });

  it('so is every statement of a file of queries', () => {
    const query = '/p/queries/1.sql';
    const workspace = workspaceOf('CREATE TABLE t (a int);\n');
    workspace.set(
      query,
      lines(2_000, (i) => `UPDATE t SET a = ${i} WHERE a = ${i};\n`),
    );
    const steps = workspace.analysisInSlices(query, 0);
    let count = 0;
    for (let step = steps.next(); !step.done; step = steps.next()) count++;
    expect(count).toBeGreaterThan(4_000);
  });

  it('a long text of which everything reads anew after an edit is read in steps', () => {
    const text = lines(20_000, (i) => `SELECT 'a', ${i} FROM t WHERE b = 'c';\n`);
    const workspace = workspaceOf(text);
    turns(workspace);
    workspace.set(file, `'${text}`, { start: 0, oldEnd: 0, newEnd: 1 });
    expect(turns(workspace)).toBeGreaterThan(10);
    workspace.set(file, text, { start: 0, oldEnd: 1, newEnd: 0 });
    expect(turns(workspace)).toBeGreaterThan(40_000);
  });

  it('an edit while the replay is half way is taken in', () => {
    const text = `CREATE TABLE t (a int);\n${lines(300, (i) => `CREATE INDEX i${i} ON t (a);\nALTER TABLE t ADD COLUMN c${i} int;\n`)}`;
    const workspace = workspaceOf(text);
    for (const taken of [10, 400, 700, 1000, 1300]) {
      const steps = workspace.analysisInSlices(file, 0);
      for (let step = 0; step < taken; step++) steps.next();
      steps.return(undefined);
      const changed = text.replace('(a int)', `(a int, b${taken} int)`);
      workspace.set(file, changed);
      const fresh = workspaceOf(changed);
      expect(workspace.analysis(file)?.findings.map(({ message, span }) => [message, span])).toEqual(
        fresh.analysis(file)?.findings.map(({ message, span }) => [message, span]),
      );
    }
  });
});
