import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePlan } from '../../client/src/explain/parsePlan.ts';
import { renderPlanText } from '../../client/src/explain/renderText.ts';
import { type RealPostgres, startRealPostgres } from '../support/realPostgres.ts';

const schema = `
  CREATE SCHEMA "My Schema";
  CREATE TABLE a (id int PRIMARY KEY, g int, t text, n numeric);
  CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a, d jsonb);
  CREATE TABLE "My Schema"."Big Table" ("Id" int, "order" int);
  CREATE INDEX "Odd Index" ON "My Schema"."Big Table" ("order");
  CREATE TABLE p (k int, v int) PARTITION BY RANGE (k);
  CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
  CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
  INSERT INTO a SELECT i, i % 20, md5(i::text), i FROM generate_series(1, 20000) i;
  INSERT INTO b SELECT i, i % 20000 + 1, jsonb_build_object('k', i) FROM generate_series(1, 20000) i;
  INSERT INTO "My Schema"."Big Table" SELECT i, i % 10 FROM generate_series(1, 5000) i;
  INSERT INTO p SELECT i % 20, i FROM generate_series(1, 1000) i;
  CREATE INDEX a_g ON a (g, id);
  CREATE INDEX b_a ON b (a_id);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER touch BEFORE UPDATE ON b FOR EACH ROW EXECUTE FUNCTION touch();
  CREATE TABLE parent (x int);
  CREATE TABLE child () INHERITS (parent);
  CREATE EXTENSION file_fdw;
  CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
  CREATE FOREIGN TABLE lines (line text) SERVER files OPTIONS (filename 'PG_VERSION');
  CREATE FUNCTION numbers(int) RETURNS SETOF int LANGUAGE plpgsql AS 'BEGIN RETURN QUERY SELECT generate_series(1, $1); END';
  VACUUM ANALYZE;
`;

const statements: readonly string[] = [
  'SELECT 1',
  'SELECT * FROM a',
  'SELECT * FROM a WHERE id = 5',
  'SELECT id FROM a WHERE g = 5 ORDER BY id DESC LIMIT 3',
  'SELECT g, count(*) FROM a GROUP BY g',
  'SELECT g, count(*) FROM a GROUP BY g ORDER BY g',
  'SELECT g, t, count(*) FROM a GROUP BY GROUPING SETS ((g), (t), ())',
  'SELECT g, n, count(*) FROM a GROUP BY ROLLUP (g, n) ORDER BY g, n',
  'SELECT * FROM a ORDER BY t',
  'SELECT * FROM a ORDER BY g, t LIMIT 200',
  'SELECT * FROM a JOIN b ON b.a_id = a.id WHERE a.g = 3',
  'SELECT * FROM a LEFT JOIN b ON b.a_id = a.id AND b.id < 10',
  'SELECT * FROM a FULL JOIN b ON b.a_id = a.id',
  'SELECT * FROM a WHERE EXISTS (SELECT FROM b WHERE b.a_id = a.id)',
  'SELECT * FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.a_id = a.id)',
  'SELECT * FROM a WHERE id NOT IN (SELECT a_id FROM b WHERE id < 50)',
  'SELECT a.id, (SELECT max(b.id) FROM b WHERE b.a_id = a.id) FROM a WHERE a.id < 10',
  'SELECT * FROM a WHERE id = (SELECT max(id) FROM b)',
  'WITH x AS MATERIALIZED (SELECT * FROM a WHERE g = 1) SELECT * FROM x JOIN x y USING (id)',
  'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r',
  'SELECT * FROM a WHERE id IN (1, 2, 3) OR g = 4',
  "SELECT * FROM a WHERE g = 4 AND id > 15000 AND t LIKE 'a%'",
  'SELECT id FROM a UNION SELECT id FROM b',
  'SELECT id FROM a UNION ALL SELECT id FROM b',
  'SELECT id FROM a EXCEPT SELECT id FROM b',
  'SELECT id FROM a INTERSECT ALL SELECT id FROM b',
  'SELECT *, row_number() OVER (PARTITION BY g ORDER BY id), sum(n) OVER w FROM a WINDOW w AS (ORDER BY g)',
  'SELECT * FROM generate_series(1, 10) AS g(n), unnest(ARRAY[1, 2]) AS u',
  'SELECT * FROM (VALUES (1), (2)) AS v(x) JOIN a ON a.id = v.x',
  'SELECT * FROM "My Schema"."Big Table" bt WHERE bt."order" = 3 AND "Id" < 100',
  'SELECT * FROM p WHERE k = 5',
  'SELECT * FROM p JOIN a ON a.id = p.v WHERE p.k < 15',
  'SELECT * FROM a TABLESAMPLE BERNOULLI (10) REPEATABLE (1)',
  'SELECT DISTINCT g FROM a',
  'SELECT * FROM a WHERE false',
  "SELECT * FROM jsonb_to_recordset('[]') AS x(a int)",
  "SELECT * FROM json_table('[1,2]', '$[*]' COLUMNS (v int PATH '$')) AS jt",
  'SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.a_id = a.id LIMIT 1) x WHERE a.g = 1',
  "SELECT * FROM a WHERE ctid = '(0,1)'",
  'SELECT * FROM a FOR UPDATE SKIP LOCKED',
  'INSERT INTO p SELECT 5, 1',
  "INSERT INTO a VALUES (1, 1, '', 1), (100001, 1, '', 1) ON CONFLICT (id) DO UPDATE SET g = excluded.g WHERE a.g > 100",
  'INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING',
  'UPDATE a SET g = 1 WHERE n = -1',
  "UPDATE b SET a_id = 1 WHERE (d ->> 'k')::int < 5",
  'DELETE FROM a WHERE id < 0',
  'DELETE FROM p WHERE k = 3',
  'MERGE INTO b USING (SELECT * FROM a WHERE id < 10) a ON a.id = b.id AND a.g < 9 WHEN MATCHED AND a.id < 5 THEN UPDATE SET d = NULL WHEN MATCHED AND a.id < 8 THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (a.id + 50000, 1)',
  'CREATE TABLE c AS SELECT * FROM a',
  'MERGE INTO p USING (VALUES (1), (11)) s(k) ON s.k = p.k WHEN MATCHED AND v < 0 THEN UPDATE SET v = 0',
  'SELECT * FROM lines',
  "SELECT * FROM a WHERE ctid > '(0,1)' AND ctid < '(3,0)'",
  'SELECT g, generate_series(1, g) FROM a WHERE id < 5 LIMIT 7',
  'SELECT * FROM numbers(5) WITH ORDINALITY AS s(x, o)',
  'SELECT * FROM ROWS FROM (generate_series(1, 3), numbers(2)) AS r(a, b)',
  "SELECT * FROM xmltable('/r/i' PASSING '<r><i>1</i></r>' COLUMNS x int PATH '.')",
  'SELECT * FROM p ORDER BY k LIMIT 5',
  'SELECT * FROM p WHERE k = (SELECT 5)',
  'SELECT * FROM p x JOIN p y USING (k) WHERE x.v < 100',
  'UPDATE p SET k = k + 5 WHERE v < 0',
  'UPDATE parent SET x = x',
  'SELECT ARRAY(SELECT id FROM a WHERE id < 3), (SELECT max(id) FROM b)',
  'SELECT * FROM a WHERE id > ALL (SELECT id FROM b WHERE id < 3) AND id < 10',
  'SELECT * FROM a ORDER BY id OFFSET 10 FETCH FIRST 3 ROWS WITH TIES',
  'SELECT rank() OVER (PARTITION BY g ORDER BY n), lag(id) OVER w FROM a WINDOW w AS (ORDER BY id ROWS 3 PRECEDING)',
  'WITH d AS (DELETE FROM b WHERE id < 5 RETURNING *) SELECT * FROM d',
  'SELECT * FROM (SELECT * FROM a WHERE id < 5 FOR SHARE) q ORDER BY t',
];

/** Under these the server chooses plans that small tables would not get. */
const settings: Readonly<Record<string, string>> = {
  defaults: '',
  parallel: `SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0;
    SET LOCAL min_parallel_index_scan_size = 0; SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL debug_parallel_query = off`,
  'little memory':
    'SET LOCAL work_mem = 64; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_indexscan = off',
  'merge joins':
    'SET LOCAL enable_hashjoin = off; SET LOCAL enable_nestloop = off; SET LOCAL enable_hashagg = off; SET LOCAL max_parallel_workers_per_gather = 0',
};

/** The server's JSON as it comes. */
const asText = { getTypeParser: () => String };

describe('the text of a plan is the text that the server prints', () => {
  let server: RealPostgres;
  let client: Awaited<ReturnType<RealPostgres['connect']>>;
  beforeAll(async () => {
    server = await startRealPostgres();
    await server.createDatabase('plans');
    client = await server.connect('plans');
    for (const statement of schema.split(/;\n/)) await client.query(statement);
  });
  afterAll(async () => {
    await client?.end();
    await server?.stop();
  });

  const explain = async (sql: string, options: string): Promise<string> => {
    await client.query('SAVEPOINT s');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>({
      text: `EXPLAIN (${options}) ${sql}`,
      types: asText,
    });
    await client.query('ROLLBACK TO SAVEPOINT s');
    const lines = rows.map((row) => row['QUERY PLAN']);
    return lines.join('\n');
  };
  const rendered = (json: string): string => {
    const { plan } = parsePlan(json);
    if (!plan) throw new Error(`No plan: ${json}`);
    return renderPlanText(plan);
  };
  const compare = async (sql: string, setting: string, options: string): Promise<void> => {
    await client.query('BEGIN');
    try {
      if (setting) await client.query(setting);
      const json = await explain(sql, `${options}, FORMAT JSON`);
      const text = await explain(sql, `${options}, FORMAT TEXT`);
      expect(steady(rendered(json))).toBe(steady(text));
    } finally {
      await client.query('ROLLBACK');
    }
  };

  for (const [name, setting] of Object.entries(settings)) {
    it.each(statements)(`with ${name}, planned: %s`, (sql) => compare(sql, setting, 'VERBOSE false, SETTINGS true'));
    it.each(statements)(`with ${name}, verbose: %s`, (sql) => compare(sql, setting, 'VERBOSE true'));
    // How parallel workers share their work differs from run to run.
    if (name === 'parallel') continue;
    it.each(statements)(`with ${name}, run: %s`, (sql) =>
      compare(sql, setting, 'ANALYZE true, VERBOSE true, BUFFERS true'),
    );
  }
});

/** Without what differs from one run to the next: times, cache hits, visibility; and a 0 that is less than a half. */
function steady(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*(?:Buffers|I\/O Timings|Planning|Heap Fetches):|Rows Removed by Filter: 0$/.test(line))
    .map((line) =>
      line
        .replace(/time=[\d.]+(?:\.\.[\d.]+)?/g, 'time=…')
        .replace(/(?:Planning|Execution) Time: [\d.]+ ms/, 'time')
        .replace(/(Memory: used=)\d+kB( {2}allocated=)\d+kB/, '$1…$2…'),
    )
    .join('\n');
}
