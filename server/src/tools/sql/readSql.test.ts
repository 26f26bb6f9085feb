import { beforeAll, describe, expect, it } from 'vitest';
import { contextOf, operationsIn, readScript } from '../../../../test/support/readScript.ts';
import { loadParsersFromPackages } from '../../../../test/support/toolParsers.ts';
import { postgres } from '../../dialects/postgres/postgres.ts';
import { findTool } from '../registry.ts';

beforeAll(loadParsersFromPackages);

const table = 'CREATE TABLE t (id int);';
const index = 'CREATE INDEX CONCURRENTLY i ON t (id);';

describe('the tool of a .sql file', () => {
  const check = (file: string, text: string, expected: string | undefined) =>
    it(`${file} ${text.slice(0, 24)}`, () => expect(findTool(file, text)?.id).toBe(expected));
  check('db/1.sql', table, 'sql');
  check('notes.txt', table, undefined);
  check('db/clickhouse/migrations/01.sql', table, undefined);
  check('db/clickhouse/migrations/1_x.up.sql', table, undefined);
  check('db/clickhouse/1_x.sql', `-- +goose Up\n${table}`, undefined);
  check('price-oracle/migrations/1_x.up.sql', table, 'golang-migrate');
  check('migrations/1_x.up.sql', 'ALTER TABLE t ON CLUSTER c DROP COLUMN a;', undefined);
  check('migrations/001_x.sql', `-- +migrate Up\n${table}`, 'sql-migrate');
  check('database/migration/20240101120000_x/migration.sql', table, 'prisma');
  check('migrations/001_x.sql', `-- +goose Up\n${table}`, 'goose');
  check('db/migrations/1_x.sql', `-- migrate:up\n${table}`, 'dbmate');
  check('db/migration/V1__x.sql', table, 'flyway');
  check('db/migration/R__views.sql', table, 'flyway');
  check('prisma/migrations/20240101_x/migration.sql', table, 'prisma');
  check('packages/database/migration/20240101120000_x/migration.sql', table, 'prisma');
  check('docs/migration/x/migration.sql', table, 'sql');
  check('drizzle/0001_x.sql', table, 'drizzle');
  check('src/db/0001_x.sql', `${table}\n--> statement-breakpoint\n${table}`, 'drizzle');
  check('migrations/1_x.sql', `-- no-transaction\n${table}`, 'sqlx');
  check('migrations/1_x.up.sql', table, 'golang-migrate');
  check('migrations/2024_x/up.sql', table, 'diesel');
  check('supabase/migrations/1_x.sql', table, 'supabase');
});

describe('transaction scope', () => {
  const check = (file: string, text: string, expected: string, project: Record<string, string> = {}) =>
    it(`${file} ${text.slice(0, 30)}`, () => expect(readScript(file, text, { project }).transaction).toBe(expected));
  check('a.sql', table, 'none');
  check('1_x.sql', `-- +goose Up\n${table}`, 'file');
  check('1_x.sql', `-- +goose NO TRANSACTION\n-- +goose Up\n${table}`, 'statement');
  check('1_x.sql', `-- migrate:up\n${table}`, 'file');
  check('1_x.sql', `-- migrate:up transaction:false\n${index}`, 'statement');
  check('1_x.sql', `-- migrate:up transaction:false\n${table}${index}`, 'file');
  check('1_x.sql', `-- +migrate Up\n${table}`, 'file');
  check('1_x.sql', `-- +migrate Up notransaction\n${table}`, 'statement');
  check('migrations/1_x.sql', table, 'file', { 'sql.tool': 'sqlx' });
  check('queries/1_x.sql', table, 'none', { 'sql.tool': 'sqlx' });
  check('migrations/1_x.up.sql', table, 'file', { 'sql.tool': 'sqlx' });
  check('V1__x.sql', table, 'file');
  check('V1__x.sql', index, 'statement');
  check('V1__x.sql', `${table}${index}`, 'file');
  check('V1__x.sql', table, 'run', { 'flyway.group': 'true' });
  check('prisma/migrations/1_x/migration.sql', index, 'statement');
  check('prisma/migrations/1_x/migration.sql', `${table}${index}`, 'file');
  check('prisma/migrations/1_x/migration.sql', `${table}${index}`, 'file', { 'package.prisma': '~7.3.0' });
  for (const range of ['^7.4.0', '7.10.1', '7.x', '^8.0.0', 'latest'])
    check('prisma/migrations/1_x/migration.sql', `${table}${index}`, 'statement', { 'package.prisma': range });
  check('prisma/migrations/1_x/migration.sql', `${table}${table}`, 'file', { 'package.prisma': '^7.4.0' });
  check('prisma/migrations/1_x/migration.sql', `${index}DROP INDEX CONCURRENTLY j;`, 'file', {
    'package.prisma': '^7.4.0',
  });
  check('drizzle/0001_x.sql', table, 'run');
  check('migrations/1_x.up.sql', table, 'statement');
  check('migrations/1_x.up.sql', `${table}${table}`, 'file');
  check('migrations/1_x/up.sql', table, 'file');
  check('migrations/1_x/up.sql', table, 'statement', { 'diesel.runInTransaction:1_x': 'false' });
});

describe('the dialect of a file', () => {
  const check = (file: string, text: string, expected: string) =>
    it(`${file} ${text.slice(0, 30)}`, () => expect(readScript(file, text).dialect).toBe(expected));
  check('migrations/a.sql', table, 'postgresql');
  check('mysql/1.sql', table, 'mysql');
  check('driver/myappsqlite/1.sql', table, 'sqlite');
  check('postgres-app/migrations/sqlite/1.sql', table, 'sqlite');
  check('migrations/sqlite/1_add_pg_index.sql', table, 'sqlite');
  check('migrations/1.mysql.sql', table, 'mysql');
});

describe('directions and statements', () => {
  const check = (file: string, text: string, expected: string[]) =>
    it(`${file} ${JSON.stringify(text).slice(0, 50)}`, () =>
      expect(operationsIn(readScript(file, text))).toEqual(expected));
  check('1_x.sql', `-- +goose Up\n${table}\n-- +goose Down\nDROP TABLE t;`, ['up create-table t', 'down drop-table']);
  check('1_x.sql', `-- +migrate Up\n${table}\n-- +migrate Down\nDROP TABLE t;`, [
    'up create-table t',
    'down drop-table',
  ]);
  check('1_x.sql', '-- migrate:up\nCREATE TABLE t (id int)\n-- migrate:down\nDROP TABLE t', [
    'up create-table t',
    'down drop-table',
  ]);
  check('drizzle/1_x.sql', 'CREATE TABLE t (id int)\n--> statement-breakpoint\nDROP TABLE u', [
    'up create-table t',
    'up drop-table',
  ]);
  check('migrations/1_x.down.sql', 'DROP TABLE t;', ['down drop-table']);
  check('migrations/1_x/down.sql', 'DROP TABLE t;', ['down drop-table']);
  check('x.sql', `CREATE TABLE t (id int;\n${table}`, ['up create-table t']);
  check('1_x.sql', `-- +goose Up\n-- +goose StatementBegin\n${table}\n-- +goose StatementEnd`, ['up create-table t']);
});

describe('order of a history', () => {
  const check = (...files: string[]) =>
    it(files.join(' '), () => {
      const tool = findTool(files[0] ?? '', '');
      const sorted = [...files].sort((a, b) => ((tool?.orderKey(a) ?? '') < (tool?.orderKey(b) ?? '') ? -1 : 1));
      expect(sorted).toEqual(files);
    });
  check('m/2_a.sql', 'm/10_a.sql', 'm/100_a.sql');
  check('m/V1__z.sql', 'm/V1_1__a.sql', 'm/V2__a.sql', 'm/V10__a.sql', 'm/R__a.sql');
  check('prisma/migrations/1_x/migration.sql', 'prisma/migrations/20_x/migration.sql');
  check('m/1_a.up.sql', 'm/1_a.down.sql', 'm/1_ab.up.sql', 'm/1_ab.down.sql', 'm/2_a.up.sql');
  check('m/1_a/up.sql', 'm/1_a/down.sql', 'm/1_a-b/up.sql', 'm/2_a/up.sql');
});

describe('a plain file is a migration', () => {
  const check = (file: string, text: string, expected: boolean) =>
    it(`${file} ${text}`, () => expect(readScript(file, text).isMigration).toBe(expected));
  check('queries/a.sql', 'SELECT 1;', false);
  check('queries/a.sql', table, true);
  check('migrations/a.sql', 'UPDATE t SET a = 1;', true);
  check('queries/a.sql', 'CREATE TEMP TABLE t (id int);', false);
});

describe('reading again after an edit', () => {
  const text = Array.from({ length: 40 }, (_, at) => `SELECT ${at} FROM t${at};\n`).join('');
  const file = 'q/a.sql';
  const tool = findTool(file, text);
  const read = (source: string, previous?: Parameters<NonNullable<typeof tool>['read']>[3]) =>
    tool?.read(source, contextOf(file), () => postgres, previous);

  it('keeps what the edit did not touch and gives what reading anew gives', () => {
    const before = read(text);
    const start = text.indexOf('20 FROM');
    const changed = `${text.slice(0, start)}99, ${text.slice(start)}`;
    if (!before) throw new Error('not read');
    const after = read(changed, { script: before, edit: { start, oldEnd: start, newEnd: start + 4 } });
    const anew = read(changed);
    expect(after?.statements.map(({ span, text: sql }) => ({ span, sql }))).toEqual(
      anew?.statements.map(({ span, text: sql }) => ({ span, sql })),
    );
    expect(after?.statements[3]).toBe(before.statements[3]);
    expect(after?.statements[30]?.reading).toBe(before.statements[30]?.reading);
    expect(after?.statements[20]?.reading).not.toBe(before.statements[20]?.reading);
  });

  it('follows a marker that changes the direction of what is after it', () => {
    const source = `-- +goose Up\n${table}\n-- x\nDROP TABLE t;`;
    const start = source.indexOf('-- x') + 3;
    const goose = findTool('1_a.sql', source);
    const context = contextOf('1_a.sql');
    const before = goose?.read(source, context, () => postgres);
    const changed = source.replace('-- x', '-- +goose Down');
    if (!before) throw new Error('not read');
    const edit = { start, oldEnd: start + 1, newEnd: start + '+goose Down'.length };
    const after = goose?.read(changed, context, () => postgres, { script: before, edit });
    expect(after?.statements.map((statement) => statement.direction)).toEqual(['up', 'down']);
  });
});
