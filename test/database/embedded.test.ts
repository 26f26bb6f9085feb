import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../client/src/database/connectDatabase.ts';
import type { ConnectionTarget, Database } from '../../client/src/database/database.ts';
import { sqlFileStatements } from '../../server/src/analysis/schemaStatements.ts';
import type { SchemaScript } from '../../server/src/model/schemaScript.ts';
import { embeddedRuntime } from '../support/embeddedRuntime.ts';
import { analyze, analyzeChange, cancellationSource, explainOnly } from './targets.ts';

const files: Readonly<Record<string, string>> = {
  'migrations/1.sql': `
    CREATE EXTENSION citext;
    CREATE EXTENSION "uuid-ossp";
    CREATE EXTENSION postgis;
    CREATE EXTENSION earthdistance CASCADE;
    CREATE TABLE customer (id int PRIMARY KEY, email citext);
    GRANT SELECT ON customer TO reporting;
    ALTER TABLE customer OWNER TO "App Owner";`,
  'migrations/2.sql': `
    BEGIN;
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customer, total numeric);
    ALTER TABLE missing ADD COLUMN a int;
    CREATE TABLE line (id int);
    GRANT SELECT ON line TO second_role;
    COMMIT;`,
  'migrations/3.sql': `
    SELECT set_config('search_path', '', false);
    CREATE INDEX CONCURRENTLY i ON public.orders (customer_id);`,
  'migrations/4.sql': 'CREATE TABLE after_search_path (id int); VACUUM orders;',
  'migrations/5.sql': 'BEGIN; CREATE TABLE undone (id int); ROLLBACK;',
  'migrations/6.sql': 'BEGIN; CREATE TABLE never_committed (id int);',
  'seed.sql': `
    INSERT INTO customer SELECT g, 'c' || g FROM generate_series(1, 100) g;
    INSERT INTO orders SELECT g, g % 100 + 1, g FROM generate_series(1, 1000) g;
    COPY orders FROM '/tmp/rows';`,
};

const copyFile = `-- rows as pg_dump writes them
CREATE TABLE item (id int, name text, price numeric DEFAULT 7);
COPY item (id, name) FROM stdin;
1\tone
2\t\\N
3\ttab \\t; and 'quote' é😀
\\.

BEGIN;
COPY public.item FROM STDIN WITH (FORMAT csv, HEADER true, NULL '-', QUOTE "'");
id,name,price
4,'a, b
c',1.5
5,-,-
\\.
COPY item FROM stdin CSV;
6,six,6
x,seven,7
\\.
COPY item (id) FROM stdin;
8
\\.
COMMIT;
COPY item FROM stdin;
\\.
COPY missing FROM stdin;
1
\\.
COPY item (id, name) FROM stdin WITH (DELIMITER '|');
9|nine|more
\\.
COPY (SELECT 1 FROM item) TO stdout;
COPY item (id) FROM stdin;
10
`;

const scriptOf = ([file, text]: [string, string]): SchemaScript => ({ file, statements: sqlFileStatements(text) });
const scripts = Object.entries(files).map(scriptOf);

describe('the embedded engine', () => {
  const runtime = embeddedRuntime();
  let database: Database;
  const target: ConnectionTarget = {
    id: 'embedded',
    name: 'Embedded',
    engine: 'embedded',
    role: 'development',
    readOnly: false,
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
    scripts,
  };

  const images = () => readdirSync(runtime.cacheFolder).filter((file) => file.endsWith('.image'));

  beforeAll(async () => {
    database = await connectDatabase(target, { embedded: runtime });
  });
  afterAll(async () => {
    await database?.close();
    runtime.remove();
  });

  it('builds the schema and names the file, statement and line of what it could not do', () => {
    expect(database.serverVersionNumber).toBeGreaterThanOrEqual(180000);
    expect(database.problems.map(({ file, statement, line, sqlState }) => [file, statement, line, sqlState])).toEqual([
      ['migrations/1.sql', 2, 3, '0A000'],
      ['migrations/2.sql', 2, 3, '42P01'],
      ['seed.sql', 2, 3, '58P01'],
    ]);
  });

  it('tells which of the files it is at', async () => {
    const done: number[] = [];
    const fresh = { ...target, scripts: scripts.slice(0, 2) };
    const options = { embedded: runtime, onScript: (count: number) => done.push(count) };
    await (await connectDatabase(fresh, options)).close();
    await (await connectDatabase(fresh, options)).close();
    expect(done).toEqual([0, 1]);
  });

  it('loads the rows behind COPY … FROM stdin, and says which row the server refuses', async () => {
    const loaded = await connectDatabase(
      { ...target, scripts: [scriptOf(['seed.sql', copyFile])] },
      { embedded: runtime },
    );
    expect(await loaded.query('SELECT id, name, price::float FROM item ORDER BY id')).toEqual([
      { id: 1, name: 'one', price: 7 },
      { id: 2, name: null, price: 7 },
      { id: 3, name: "tab \t; and 'quote' é😀", price: 7 },
      { id: 4, name: 'a, b\nc', price: 1.5 },
      { id: 5, name: null, price: null },
      { id: 8, name: null, price: 7 },
      { id: 10, name: null, price: 7 },
    ]);
    expect(loaded.problems.map(({ line, message }) => `${line + 1}: ${message}`)).toEqual([
      '18: invalid input syntax for type integer: "x" (COPY item, line 2, column id: "x")',
      '26: relation "missing" does not exist',
      '30: extra data after last expected column (COPY item, line 1: "9|nine|more")',
    ]);
    await loaded.close();
  });

  it('has run the rest', async () => {
    const tables = await database.query(
      "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') ORDER BY 1",
    );
    expect(tables.map((table) => table.name)).toEqual([
      'after_search_path',
      'customer',
      'customer_pkey',
      'i',
      'line',
      'orders',
      'orders_pkey',
    ]);
  });

  it('explains and analyzes', async () => {
    const result = await database.explain('SELECT * FROM orders WHERE customer_id = 7', analyze);
    expect(result.text).toContain('rows=10.00 loops=1');
    expect(JSON.parse(result.json)[0].Plan['Actual Rows']).toBe(10);
    const generic = await database.explain('SELECT * FROM orders WHERE customer_id = :c', explainOnly);
    expect(generic).toMatchObject({ genericPlan: true });
    expect(generic.text).toContain('customer_id = $1');
  });

  it('plans an empty table as one with rows', async () => {
    const { text } = await database.explain('SELECT * FROM line WHERE id = 1', explainOnly);
    expect(text).toMatch(/rows=\d\d/);
  });

  it('undoes a data change', async () => {
    expect(await database.explain('DELETE FROM orders', analyzeChange)).toMatchObject({ rolledBack: true });
    expect(await database.query('SELECT count(*)::int AS count FROM orders')).toEqual([{ count: 1000 }]);
  });

  it('refuses what writes when nobody allowed it, and more than one statement', async () => {
    await expect(database.explain('DELETE FROM orders', analyze)).rejects.toMatchObject({ code: 'read-only' });
    await expect(database.explain('SELECT * FROM orders FOR UPDATE', analyze)).rejects.toMatchObject({
      code: 'read-only',
      sqlState: '25006',
    });
    await expect(database.explain('SELECT 1; SELECT 2', analyze)).rejects.toMatchObject({ code: 'not-explainable' });
  });

  it('says where the error is', async () => {
    await expect(database.explain("SELECT '😀', missing", explainOnly)).rejects.toMatchObject({
      code: 'sql',
      position: 13,
    });
  });

  it('shows the schema tree and writes CREATE scripts', async () => {
    const tables = await database.children({ kind: 'tables', name: 'Tables', schema: 'public', hasChildren: true });
    expect(tables.map((table) => table.name)).toEqual(['after_search_path', 'customer', 'line', 'orders']);
    const script = await database.scriptAsCreate({
      kind: 'table',
      name: 'orders',
      schema: 'public',
      hasChildren: true,
    });
    expect(script).toContain('REFERENCES public.customer(id)');
  });

  it('gives up a cancelled statement and goes on from the saved schema', async () => {
    const cancellation = cancellationSource();
    const endless = database.explain('SELECT count(*) FROM generate_series(1, 1000000000)', analyze, cancellation);
    const waiting = database.query('SELECT count(*)::int AS count FROM orders');
    cancellation.cancel();
    await expect(endless).rejects.toMatchObject({ code: 'cancelled' });
    expect(await waiting).toEqual([{ count: 1000 }]);
  });

  it('cancels in the middle of a statement', async () => {
    const cancellation = cancellationSource();
    const endless = database.explain('SELECT count(*) FROM generate_series(1, 1000000000)', analyze, cancellation);
    setTimeout(cancellation.cancel, 200);
    await expect(endless).rejects.toMatchObject({ code: 'cancelled' });
    expect(await database.query('SELECT count(*)::int AS count FROM orders')).toEqual([{ count: 1000 }]);
  });

  it('has a statement timeout', async () => {
    const limited = await connectDatabase({ ...target, statementTimeoutMs: 300 }, { embedded: runtime });
    const endless = limited.explain('SELECT count(*) FROM generate_series(1, 1000000000)', analyze);
    await expect(endless).rejects.toMatchObject({ code: 'timeout' });
    expect(await limited.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await limited.close();
  });

  it('keeps the built schema by content, with its problems', async () => {
    const before = images();
    const again = await connectDatabase({ ...target, name: 'Again' }, { embedded: runtime });
    expect(again.problems).toEqual(database.problems);
    expect(images()).toEqual(before);
    await again.close();
    const changed = [...scripts, scriptOf(['migrations/7.sql', 'DROP TABLE line;'])];
    const other = await connectDatabase({ ...target, scripts: changed }, { embedded: runtime });
    expect(images().length).toBe(before.length + 1);
    await other.close();
  });

  it('knows where the statements stand now, not where they stood when the schema was built', async () => {
    const moved = scripts.map(({ file, statements }) => ({
      file,
      statements: statements.map((statement) => ({ ...statement, line: statement.line + 10 })),
    }));
    const again = await connectDatabase({ ...target, scripts: moved }, { embedded: runtime });
    expect(again.problems.map(({ line }) => line)).toEqual(database.problems.map(({ line }) => line + 10));
    await again.close();
  });

  it('builds anew what it cannot use', async () => {
    const spoilt = { ...target, scripts: scripts.slice(0, 1) };
    const known = images();
    await (await connectDatabase(spoilt, { embedded: runtime })).close();
    const [image = ''] = images().filter((file) => !known.includes(file));
    truncateSync(join(runtime.cacheFolder, image), 100_000);
    const again = await connectDatabase(spoilt, { embedded: runtime });
    expect(await again.query('SELECT count(*)::int AS count FROM customer')).toEqual([{ count: 0 }]);
    await again.close();
  });

  it('works without a place for what it built', async () => {
    const file = join(runtime.cacheFolder, 'a file');
    writeFileSync(file, '');
    const options = { embedded: { ...runtime, cacheFolder: join(file, 'cache') } };
    const other = await connectDatabase({ ...target, scripts: scripts.slice(0, 1) }, options);
    expect(await other.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await other.close();
  });

  it('keeps images apart by the version of the engine', () => {
    const { version } = JSON.parse(readFileSync('node_modules/@electric-sql/pglite/package.json', 'utf8'));
    expect(images().every((file) => file.startsWith(`pglite-${version}-`))).toBe(true);
  });

  it('says what is wrong when its files are not there', async () => {
    const broken = { ...runtime, assetsFolder: '/nowhere' };
    const opening = connectDatabase({ ...target, scripts: [] }, { embedded: broken });
    await expect(opening).rejects.toMatchObject({ code: 'connection-failed' });
    await expect(connectDatabase(target, {})).rejects.toMatchObject({ code: 'connection-failed' });
  });

  it('is closed for good', async () => {
    const short = await connectDatabase(target, { embedded: runtime });
    await short.close();
    await expect(short.query('SELECT 1')).rejects.toMatchObject({ code: 'connection-lost' });
  });
});
