import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../client/src/database/connectDatabase.ts';
import type { ConnectionTarget, Database, DatabaseError, ExplainOptions } from '../../client/src/database/database.ts';
import { type RealPostgres, type RealVersion, startRealPostgres } from '../support/realPostgres.ts';
import { analyze, analyzeChange, explainOnly, targetOf } from './targets.ts';

const schema = `
  CREATE TABLE customer (id int PRIMARY KEY, name text);
  CREATE TABLE orders (id serial PRIMARY KEY, customer_id int, total numeric, doc jsonb);
  INSERT INTO customer SELECT g, 'customer ' || g FROM generate_series(1, 100) g;
  INSERT INTO orders (customer_id, total) SELECT g % 100 + 1, g FROM generate_series(1, 1000) g;
  CREATE TABLE parts (k int) PARTITION BY RANGE (k);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
  CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (10000);
  CREATE SEQUENCE counter;
  CREATE FUNCTION count_up() RETURNS bigint LANGUAGE sql AS 'SELECT nextval(''counter'')';
  CREATE FUNCTION sneaky() RETURNS int LANGUAGE plpgsql AS $$
    BEGIN SET TRANSACTION READ WRITE; DELETE FROM orders; RETURN 1; END $$;
  CREATE FUNCTION sneaky_setting() RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN PERFORM set_config('transaction_read_only', 'off', false); DELETE FROM orders; RETURN 1; END $$;
  CREATE ROLE stranger LOGIN PASSWORD 'secret of the tests';
  ANALYZE;
`;

describe.each<RealVersion>([18, 15])('explain on a real PostgreSQL %d', (version) => {
  let server: RealPostgres;
  let writable: Database;
  const open: Database[] = [];
  /** Since 18 the average over loops has decimals. */
  const rows = (count: number): string => `rows=${count}${version >= 18 ? '.00' : ''}`;

  const connect = async (changes: Partial<ConnectionTarget> = {}): Promise<Database> => {
    const target = targetOf(server, { database: 'explain', ...changes });
    const database = await connectDatabase(target, { secret: async () => server.password });
    open.push(database);
    return database;
  };
  const failure = async (database: Database, sql: string, options: ExplainOptions): Promise<DatabaseError> => {
    const outcome = await database.explain(sql, options).then(
      () => undefined,
      (error: DatabaseError) => error,
    );
    if (!outcome) throw new Error(`This was explained: ${sql}`);
    return outcome;
  };
  const count = async (table: string): Promise<number> => {
    const [row] = await server.run<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`, 'explain');
    return row?.count ?? -1;
  };

  beforeAll(async () => {
    server = await startRealPostgres({ version });
    await server.createDatabase('explain', schema);
    writable = await connect();
  });
  afterAll(async () => {
    await Promise.all(open.map((database) => database.close()));
    await server?.stop();
  });

  it('gives JSON and text of a plan without running it', async () => {
    const result = await writable.explain('SELECT * FROM orders WHERE id = 1', explainOnly);
    expect(result).toMatchObject({ analyzed: false, rolledBack: false, genericPlan: false });
    expect(JSON.parse(result.json)[0].Plan['Node Type']).toBe('Index Scan');
    expect(result.text).toMatch(/^Index Scan using orders_pkey on orders {2}\(cost=/);
  });

  it('runs a query once and gives both forms of its plan', async () => {
    const result = await writable.explain('SELECT * FROM orders WHERE total > 990', analyze);
    expect(result).toMatchObject({ analyzed: true, rolledBack: false });
    expect(JSON.parse(result.json)[0].Plan['Actual Rows']).toBe(10);
    expect(result.text).toContain(`${rows(10)} loops=1)`);
    expect(result.text).toMatch(/Execution Time: \d+\.\d{3} ms$/);
  });

  it.each([
    ['UPDATE orders SET total = 0'],
    ['INSERT INTO orders (total) VALUES (1)'],
    ['DELETE FROM orders'],
    ['CREATE TABLE copy AS SELECT * FROM orders'],
    ['SELECT * INTO copy FROM orders'],
    ['MERGE INTO orders o USING customer c ON o.customer_id = c.id WHEN MATCHED THEN DELETE'],
    ['WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone'],
  ])('explains %s without running it, also in production', async (sql) => {
    const production = await connect({ role: 'production', readOnly: true });
    const result = await production.explain(sql, explainOnly);
    expect(result.text.length).toBeGreaterThan(0);
    expect(await count('orders')).toBe(1000);
  });

  describe('read-only', () => {
    it.each([['UPDATE orders SET total = 0'], ['WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone']])(
      'does not run %s without being allowed to',
      async (sql) => {
        expect(await failure(writable, sql, analyze)).toMatchObject({ code: 'read-only' });
      },
    );
    it.each([['SELECT count_up()'], ['SELECT * FROM orders FOR UPDATE']])('lets the server stop %s', async (sql) => {
      expect(await failure(writable, sql, analyze)).toMatchObject({ code: 'read-only', sqlState: '25006' });
    });
    it.each([['SELECT sneaky()'], ['SELECT sneaky_setting()']])('cannot be lifted from inside: %s', async (sql) => {
      expect((await failure(writable, sql, analyze)).code).toMatch(/^(sql|read-only)$/);
      expect((await failure(writable, sql, { ...analyze, kind: 'query' })).code).toMatch(/^(sql|read-only)$/);
      expect(await count('orders')).toBe(1000);
    });
    it('cannot be lifted while planning', async () => {
      await writable.explain('SELECT sneaky_setting()', explainOnly).catch(() => undefined);
      expect(await count('orders')).toBe(1000);
    });
    it.each<[string, Partial<ConnectionTarget>]>([
      ['production', { role: 'production' }],
      ['read-only', { readOnly: true }],
    ])('a %s connection never runs a data change', async (_name, changes) => {
      const database = await connect(changes);
      expect(await failure(database, 'DELETE FROM orders', analyzeChange)).toMatchObject({ code: 'refused' });
      expect(await failure(database, 'SELECT count_up()', analyzeChange)).toMatchObject({ code: 'read-only' });
      expect(await count('orders')).toBe(1000);
    });
  });

  describe('data changes', () => {
    it.each([
      ['UPDATE orders SET total = total + 1'],
      ['DELETE FROM orders'],
      ['INSERT INTO orders (total) SELECT g FROM generate_series(1, 50) g'],
      ['CREATE TABLE copy AS SELECT * FROM orders'],
      ['WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone'],
    ])('%s is run and undone', async (sql) => {
      const state = 'SELECT sum(total)::text AS sum, (SELECT count(*)::int FROM pg_class) AS relations FROM orders';
      const before = await server.run(state, 'explain');
      const result = await writable.explain(sql, analyzeChange);
      expect(result).toMatchObject({ analyzed: true, rolledBack: true });
      expect(await server.run(state, 'explain')).toEqual(before);
    });
    it('a sequence keeps its new value', async () => {
      const value = () => server.run('SELECT last_value, is_called FROM counter', 'explain');
      const before = await value();
      await writable.explain('SELECT count_up()', analyzeChange);
      expect(await value()).not.toEqual(before);
    });
    it('is undone when it fails', async () => {
      const sql = 'INSERT INTO customer SELECT g, NULL FROM generate_series(99, 200) g ORDER BY g DESC';
      expect(await failure(writable, sql, analyzeChange)).toMatchObject({ code: 'sql', sqlState: '23505' });
      expect(await count('customer')).toBe(100);
    });
    it('leaves the connection usable and out of any transaction', async () => {
      const [row] = await writable.query<{ others: number }>(
        "SELECT count(*)::int AS others FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()",
      );
      expect(row).toEqual({ others: 0 });
    });
  });

  it.each([
    ['SELECT 1; DROP TABLE orders'],
    ['SELECT 1; COMMIT; DROP TABLE orders'],
    ['CREATE INDEX ON orders (total)'],
    ['DROP TABLE orders'],
    ["COPY orders TO '/tmp/orders'"],
    ["COPY (SELECT 1) TO PROGRAM 'true'"],
    ['CALL something()'],
    ['DO $$ BEGIN DELETE FROM orders; END $$'],
    ['COMMIT'],
    ['SET TRANSACTION READ WRITE'],
    ['EXPLAIN ANALYZE DELETE FROM orders'],
    ['ANALYZE DELETE FROM orders'],
    ['TRUNCATE orders'],
    ['VACUUM'],
    ['nonsense'],
    [''],
    ["SELECT 'never ends"],
    ['SELECT 1 \0; DROP TABLE orders'],
    ['SELECT 1 -- \r; DROP TABLE orders'],
  ])('refuses %s', async (sql) => {
    expect(await failure(writable, sql, explainOnly)).toMatchObject({ code: 'not-explainable' });
    expect(await failure(writable, sql, analyzeChange)).toMatchObject({ code: 'not-explainable' });
    expect(await count('orders')).toBe(1000);
  });

  it.each([['SELECT pg_reload_conf()'], ["SELECT dblink_exec('dbname=explain', 'DELETE FROM orders')"]])(
    'does not run what nothing could undo: %s',
    async (sql) => {
      expect(await failure(writable, sql, analyzeChange)).toMatchObject({ code: 'refused' });
      await expect(writable.query(sql)).rejects.toMatchObject({ code: 'refused' });
    },
  );

  it('leaves no lock of the session behind', async () => {
    await writable.explain('SELECT pg_advisory_lock(7)', analyze);
    await writable.query('SELECT pg_advisory_lock(8)');
    expect(await server.run("SELECT objid FROM pg_locks WHERE locktype = 'advisory'", 'explain')).toEqual([]);
  });

  it('says that the user may not, and leaves nothing prepared', async () => {
    const stranger = await connect({ user: 'stranger' });
    for (const sql of ['SELECT * FROM orders', 'SELECT * FROM orders WHERE id = $1']) {
      const error = await failure(stranger, sql, explainOnly);
      expect(error).toMatchObject({ code: 'sql', sqlState: '42501', message: 'permission denied for table orders' });
    }
    expect(await stranger.query('SELECT name FROM pg_prepared_statements')).toEqual([]);
  });

  it('refuses what the language server calls unexplainable', async () => {
    expect(await failure(writable, 'SELECT 1', { ...explainOnly, kind: 'other' })).toMatchObject({
      code: 'not-explainable',
    });
  });

  it('is protected by the protocol where the words deceive', async () => {
    // With standard_conforming_strings off the server sees two statements here, and we one.
    await server.run('ALTER DATABASE explain SET standard_conforming_strings = off', 'explain');
    const fresh = await connect({ id: 'fresh' });
    const sql = String.raw`SELECT '\''; DROP TABLE orders; --'`;
    expect(await failure(fresh, sql, analyzeChange)).toMatchObject({ code: 'sql', sqlState: '42601' });
    await server.run('ALTER DATABASE explain RESET standard_conforming_strings', 'explain');
    expect(await count('orders')).toBe(1000);
  });

  it('gives JSON of a MERGE into a partitioned table, which the server closes too late', async () => {
    const sql =
      'MERGE INTO parts USING orders o ON o.id = parts.k WHEN NOT MATCHED AND o.id < 5 THEN INSERT VALUES (o.id)';
    const { json, text } = await writable.explain(sql, analyzeChange);
    expect(JSON.parse(json)[0].Plan).toMatchObject({ 'Target Tables': [{}, {}], 'Tuples Inserted': 4 });
    expect(text).toMatch(/Tuples: inserted=4 skipped=996/);
  });

  it('plans a thousand partitions', async () => {
    await server.run(
      `CREATE TABLE many (k int) PARTITION BY RANGE (k);
       DO $$ BEGIN FOR i IN 1..1000 LOOP
         EXECUTE format('CREATE TABLE many_%s PARTITION OF many FOR VALUES FROM (%s) TO (%s)', i, i, i + 1); END LOOP; END $$`,
      'explain',
    );
    const { json, text } = await writable.explain('SELECT * FROM many', analyze);
    expect(JSON.parse(json)[0].Plan.Plans).toHaveLength(1000);
    expect(text.split('\n').length).toBeGreaterThan(1000);
  });

  describe('placeholders', () => {
    it.each([
      ['SELECT * FROM orders WHERE customer_id = $1 AND total > $2', 'customer_id = $1'],
      ['SELECT * FROM orders WHERE customer_id = ? LIMIT ?', 'customer_id = $1'],
      ['SELECT * FROM orders WHERE customer_id = :customer', 'customer_id = $1'],
      ['UPDATE orders SET total = $1 WHERE customer_id = $2', 'customer_id = $2'],
    ])('%s is planned for unknown values', async (sql, condition) => {
      const result = await writable.explain(sql, explainOnly);
      expect(result).toMatchObject({ genericPlan: true, analyzed: false });
      expect(result.text).toContain(condition);
      expect(JSON.stringify(JSON.parse(result.json))).toContain(condition);
    });
    it('cannot be analyzed without values', async () => {
      expect(await failure(writable, 'SELECT * FROM orders WHERE id = $1', analyze)).toMatchObject({
        code: 'not-explainable',
      });
    });
    it('take bound values', async () => {
      const sql = 'SELECT * FROM orders WHERE id = ? AND total = :total';
      const result = await writable.explain(sql, { ...analyze, parameters: [7, 7] });
      expect(result).toMatchObject({ genericPlan: false, analyzed: true });
      expect(result.text).toContain('(id = 7)');
      expect(result.text).toContain(`${rows(1)} loops=1`);
    });
    it('cannot smuggle a second statement', async () => {
      const sql = 'SELECT $1; DROP TABLE orders';
      expect(await failure(writable, sql, explainOnly)).toMatchObject({ code: 'not-explainable' });
    });
    it('leave no prepared statement behind', async () => {
      await writable.explain('SELECT * FROM orders WHERE id = $1', explainOnly);
      expect(await writable.query('SELECT name FROM pg_prepared_statements')).toEqual([]);
    });
  });

  it.each<[string, string, number]>([
    ['SELECT missing FROM orders', 'explained', 7],
    ['SELECT * FROM orders WHERE "é😀" = $1', 'prepared', 27],
    ["SELECT '😀', missing FROM orders", 'after an emoji', 13],
    ['SELECT * FROM orders WHERE total = :long_name AND missing = :other', 'behind a rewritten placeholder', 50],
  ])('says where in the text the error is: %s (%s)', async (sql, _name, position) => {
    expect(await failure(writable, sql, explainOnly)).toMatchObject({ code: 'sql', sqlState: '42703', position });
  });

  it('stops at the statement timeout', async () => {
    const database = await connect({ statementTimeoutMs: 100 });
    expect(await failure(database, 'SELECT pg_sleep(30)', analyze)).toMatchObject({
      code: 'timeout',
      sqlState: '57014',
    });
  });

  it('stops at the lock timeout', async () => {
    const database = await connect({ lockTimeoutMs: 100 });
    const holder = await server.connect('explain');
    await holder.query('BEGIN; LOCK TABLE orders');
    expect(await failure(database, 'SELECT * FROM orders', analyze)).toMatchObject({
      code: 'timeout',
      sqlState: '55P03',
    });
    await holder.end();
  });
});
