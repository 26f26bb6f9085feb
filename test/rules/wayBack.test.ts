import { expect, it } from 'vitest';
import { fixProject } from '../../client/src/terminal/fixProject.ts';
import type { Project } from '../../client/src/terminal/project.ts';
import { defaultConfiguration } from '../../server/src/analysis/configuration.ts';
import { createWorkspace } from '../../server/src/analysis/createWorkspace.ts';
import type { Direction, Script, Statement } from '../../server/src/model/script.ts';
import type { Span } from '../../server/src/model/span.ts';
import { useScratchDatabase } from './support/useScratchDatabase.ts';

const database = useScratchDatabase();

/** What a file of both directions looks like; `at` is its number. */
interface Form {
  readonly tool: string;
  file(at: number): string;
  text(at: number, up: readonly string[], down: readonly string[]): string;
}

const lines = (sql: readonly string[]): string => sql.map((one) => `${one};\n`).join('');
const calls = (sql: readonly string[]): string =>
  sql.map((one) => `    await queryRunner.query(\`${one}\`);\n`).join('');

const forms: readonly Form[] = [
  {
    tool: 'goose',
    file: (at) => `migrations/0000${at}_x.sql`,
    text: (_, up, down) => `-- +goose Up\n${lines(up)}\n-- +goose Down\n${lines(down)}`,
  },
  {
    tool: 'dbmate',
    file: (at) => `db/migrations/2026010100000${at}_x.sql`,
    text: (_, up, down) => `-- migrate:up\n${lines(up)}\n-- migrate:down\n${lines(down)}`,
  },
  {
    tool: 'sql-migrate',
    file: (at) => `migrations/${at}_x.sql`,
    text: (_, up, down) => `-- +migrate Up\n${lines(up)}\n-- +migrate Down\n${lines(down)}`,
  },
  {
    tool: 'typeorm',
    file: (at) => `src/migrations/176000000000${at}-X.ts`,
    text: (at, up, down) =>
      `export class X176000000000${at} {\n  async up(queryRunner) {\n${calls(up)}  }\n\n  async down(queryRunner) {\n${calls(down)}  }\n}\n`,
  },
  {
    tool: 'django',
    file: (at) => `shop/migrations/000${at}_x.py`,
    text: (_, up, down) =>
      `from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = [\n${up
        .map((one, at) => {
          const back = down.at(-1 - at);
          return `        migrations.RunSQL(${JSON.stringify(one)}${back ? `, ${JSON.stringify(back)}` : ''}),\n`;
        })
        .join('')}    ]\n`,
  },
];

const tables = [
  'CREATE TABLE c (id bigint PRIMARY KEY)',
  'CREATE TABLE t (id bigint PRIMARY KEY, a int, b int, d text)',
];
const rows = 'INSERT INTO c VALUES (1), (2); INSERT INTO t VALUES (1, 1, 1, 1), (2, 2, 2, 2);';
const note: Change = ['ALTER TABLE t ADD COLUMN note text', 'ALTER TABLE t DROP COLUMN note'];

/** A statement and what the author wrote to take it back. */
type Change = readonly [up: string, down: string];

const changes: readonly (readonly [name: string, change: Change])[] = [
  ['an index', ['CREATE INDEX t_a ON t (a)', 'DROP INDEX t_a']],
  ['an index that may be there', ['CREATE INDEX IF NOT EXISTS t_a ON t (a)', 'DROP INDEX IF EXISTS t_a']],
  ['a check', ['ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)', 'ALTER TABLE t DROP CONSTRAINT k']],
  ['a foreign key', ['ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES c', 'ALTER TABLE t DROP CONSTRAINT k']],
  ['a unique constraint', ['ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)', 'ALTER TABLE t DROP CONSTRAINT k']],
  ['NOT NULL', ['ALTER TABLE t ALTER COLUMN a SET NOT NULL', 'ALTER TABLE t ALTER COLUMN a DROP NOT NULL']],
  ['a unique column', ['ALTER TABLE t ADD COLUMN n int UNIQUE', 'ALTER TABLE t DROP COLUMN n']],
  ['a serial column', ['ALTER TABLE t ADD COLUMN n serial', 'ALTER TABLE t DROP COLUMN n']],
  [
    'an identity column',
    ['ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS IDENTITY', 'ALTER TABLE t DROP COLUMN n'],
  ],
  [
    'a default for each row',
    ['ALTER TABLE t ADD COLUMN n uuid DEFAULT gen_random_uuid()', 'ALTER TABLE t DROP COLUMN n'],
  ],
  ['a renamed column', ['ALTER TABLE t RENAME COLUMN a TO z', 'ALTER TABLE t RENAME COLUMN z TO a']],
  ['a renamed table', ['ALTER TABLE t RENAME TO z', 'ALTER TABLE z RENAME TO t']],
  ['a dropped column', ['ALTER TABLE t DROP COLUMN d', 'ALTER TABLE t ADD COLUMN d text']],
  ['a dropped table', ['DROP TABLE t', tables[1] ?? '']],
  [
    'two changes in one',
    [
      'ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0), ADD COLUMN n int',
      'ALTER TABLE t DROP CONSTRAINT k, DROP COLUMN n',
    ],
  ],
];

const cases = forms.flatMap((form) =>
  changes.flatMap(([name, change]) =>
    [[change], [note, change], [change, note]]
      .filter((all) => all.length === 1 || !/TABLE t$|RENAME TO/.test(change[0]))
      .map((all) => ({ tool: form.tool, name, position: all.indexOf(change), of: all.length, form, all })),
  ),
);

it.each(cases)('$tool: $name, $position of $of: forth, back and forth again', async ({ form, all }) => {
  const { scripts, applied } = fixed(form, all);
  const [first, ...later] = scripts;
  const run = async (script: Script, direction: Direction): Promise<void> => {
    for (const text of textsOf(script, direction)) {
      await database()
        .send(text)
        .catch(async (error: unknown) => {
          await database().send('ROLLBACK');
          throw new Error(`${String(error)} (${direction} of ${script.file})\n${script.text}`);
        });
    }
  };
  await database().reset();
  if (first) await run(first, 'up');
  await database().send(rows);
  const before = await database().schema();
  for (const script of later) await run(script, 'up');
  const after = await database().schema();
  for (const script of [...later].reverse()) await run(script, 'down');
  expect(await database().schema()).toEqual(before);
  for (const script of later) await run(script, 'up');
  expect(await database().schema()).toEqual(after);
  // The last one again and again, as while developing.
  for (const script of [...later].reverse()) {
    await run(script, 'down');
    await run(script, 'up');
    await run(script, 'down');
  }
  expect(await database().schema()).toEqual(before);
  expect(applied).toBeGreaterThan(0);
});

function fixed(form: Form, all: readonly Change[]): { readonly scripts: readonly Script[]; readonly applied: number } {
  const workspace = createWorkspace({
    configuration: () => ({ ...defaultConfiguration, targetVersion: 17 }),
    projectFacts: () => ({ 'typeorm.migrationsTransactionMode': 'each' }),
    reportRuleError(id, file, error) {
      throw new Error(`${id} threw on ${file}`, { cause: error });
    },
  });
  const up = all.map(([one]) => one);
  const down = all.map(([, one]) => one).reverse();
  workspace.set(form.file(1), form.text(1, tables, ['DROP TABLE t', 'DROP TABLE c']));
  workspace.set(form.file(2), form.text(2, up, down));
  const files = [form.file(1), form.file(2)];
  const sources = new Map(files.map((file) => [file, { text: workspace.text(file) ?? '' }]));
  const { applied, created } = fixProject({ workspace, files, sources, problems: [] } as unknown as Project, true);
  const every = [...files, ...created.keys()].sort();
  return { scripts: every.flatMap((file) => workspace.analysis(file)?.script ?? []), applied };
}

/** What the tool sends for one direction of a file, each text by itself. */
function textsOf(script: Script, direction: Direction): readonly string[] {
  const own = script.statements.filter((statement) => statement.direction === direction && !statement.inBodyOf);
  // Django takes its operations back from the last to the first, each as it is written.
  const operation = (statement: Statement) =>
    (statement.handle as { readonly span?: Span } | undefined)?.span?.start ?? 0;
  const ordered = direction === 'down' ? [...own].sort((one, other) => operation(other) - operation(one)) : own;
  const sql = ordered.flatMap((statement) => statement.sql ?? [statement.text]);
  const scope = own[0]?.transaction ?? script.transaction;
  if (scope === 'statement' || scope === 'none') return sql;
  return sql.length === 0 ? [] : [['BEGIN', ...sql, 'COMMIT'].join(';\n')];
}
