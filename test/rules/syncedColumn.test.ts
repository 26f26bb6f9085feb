import { expect, it } from 'vitest';
import renameColumn from '../../server/src/rules/migration/rename-column.ts';
import { applyFix, firstFix } from './support/fixed.ts';
import { type Files, lint } from './support/lint.ts';
import { useScratchDatabase } from './support/useScratchDatabase.ts';

const database = useScratchDatabase();

const before = 'CREATE TABLE users (id bigint PRIMARY KEY, mail text NOT NULL, seen int);';
const file = 'migrations/0002_rename.sql';

/** The statement, then that the row has these values under both names. */
const cases: readonly (readonly [statement: string, row: number, value: string])[] = [
  ["INSERT INTO users (id, mail) VALUES (2, 'old')", 2, 'old'],
  ["INSERT INTO users (id, email) VALUES (3, 'new')", 3, 'new'],
  ["UPDATE users SET mail = 'changed by old'", 2, 'changed by old'],
  ["UPDATE users SET email = 'changed by new' WHERE id = 3", 3, 'changed by new'],
  ['UPDATE users SET seen = 1', 1, 'changed by old'],
];

it('keeps a renamed column equal under both names, whichever is written', async () => {
  const files: Files = new Map([
    ['migrations/0001_users.sql', before],
    [file, 'ALTER TABLE users RENAME COLUMN mail TO email;'],
  ]);
  const fix = firstFix(lint(files, renameColumn, 17).get(file)?.findings ?? []);
  const fixed = fix && applyFix(fix, file, files).get(file);
  await database().reset();
  await run(`${before} INSERT INTO users VALUES (1, 'before');`);
  await run(fixed ?? '');
  await run(check(1, 'before'));
  for (const [statement, row, value] of cases) await run(`${statement}; ${check(row, value)}`);
});

function check(row: number, value: string): string {
  const same = `EXISTS (SELECT FROM users WHERE id = ${row} AND mail = '${value}' AND email = '${value}')`;
  return `DO $$ BEGIN ASSERT ${same}, 'row ${row}'; END $$;`;
}

async function run(sql: string): Promise<void> {
  const failures = (await database().run(sql)).flatMap(({ sql: one, error }) => (error ? [`${error}: ${one}`] : []));
  expect(failures).toEqual([]);
}
