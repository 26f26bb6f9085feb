import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../client/src/database/connectDatabase.ts';
import type { ConnectionTarget, Database, SchemaScript } from '../../client/src/database/database.ts';
import { embeddedRuntime } from '../support/embeddedRuntime.ts';
import { analyze, analyzeChange, cancellationSource, explainOnly } from './targets.ts';

const scripts: readonly SchemaScript[] = [
  {
    file: 'migrations/1.sql',
    statements: [
      'CREATE EXTENSION citext',
      'CREATE EXTENSION "uuid-ossp"',
      'CREATE EXTENSION postgis',
      'CREATE TABLE customer (id int PRIMARY KEY, email citext)',
      'GRANT SELECT ON customer TO reporting',
      'ALTER TABLE customer OWNER TO "App Owner"',
    ],
  },
  {
    file: 'migrations/2.sql',
    statements: [
      'BEGIN',
      'CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customer, total numeric)',
      'ALTER TABLE missing ADD COLUMN a int',
      'CREATE TABLE line (id int)',
      'GRANT SELECT ON line TO second_role',
      'COMMIT',
    ],
  },
  {
    file: 'migrations/3.sql',
    statements: [
      "SELECT set_config('search_path', '', false)",
      'CREATE INDEX CONCURRENTLY i ON public.orders (customer_id)',
    ],
  },
  { file: 'migrations/4.sql', statements: ['CREATE TABLE after_search_path (id int)', 'VACUUM orders'] },
  { file: 'migrations/5.sql', statements: ['BEGIN', 'CREATE TABLE undone (id int)', 'ROLLBACK'] },
  { file: 'migrations/6.sql', statements: ['BEGIN', 'CREATE TABLE never_committed (id int)'] },
  {
    file: 'seed.sql',
    statements: [
      "INSERT INTO customer SELECT g, 'c' || g FROM generate_series(1, 100) g",
      'INSERT INTO orders SELECT g, g % 100 + 1, g FROM generate_series(1, 1000) g',
      'COPY orders FROM stdin',
    ],
  },
];

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

  beforeAll(async () => {
    database = await connectDatabase(target, { embedded: runtime });
  });
  afterAll(async () => {
    await database?.close();
    runtime.remove();
  });

  it('builds the schema and names the file and statement of what it could not do', () => {
    expect(database.serverVersionNumber).toBeGreaterThanOrEqual(180000);
    expect(database.problems.map(({ file, statement, sqlState }) => [file, statement, sqlState])).toEqual([
      ['migrations/1.sql', 2, '0A000'],
      ['migrations/2.sql', 2, '42P01'],
      ['seed.sql', 2, undefined],
    ]);
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
    const images = () => readdirSync(runtime.cacheFolder).filter((file) => file.endsWith('.tar.gz'));
    const before = images();
    const again = await connectDatabase({ ...target, name: 'Again' }, { embedded: runtime });
    expect(again.problems).toEqual(database.problems);
    expect(images()).toEqual(before);
    await again.close();
    const changed = [...scripts, { file: 'migrations/7.sql', statements: ['DROP TABLE line'] }];
    const other = await connectDatabase({ ...target, scripts: changed }, { embedded: runtime });
    expect(images().length).toBe(before.length + 1);
    await other.close();
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
