import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../client/src/database/connectDatabase.ts';
import type { Database, SchemaNode, SchemaNodeKind } from '../../client/src/database/database.ts';
import { type RealPostgres, startRealPostgres } from '../support/realPostgres.ts';
import { targetOf } from './targets.ts';

const schema = `
CREATE SCHEMA "My Shop";
CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
CREATE DOMAIN positive AS int DEFAULT 1 NOT NULL CONSTRAINT above CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, "B" text);
CREATE TYPE span AS RANGE (subtype = float8);
COMMENT ON TYPE mood IS 'How * it feels';
CREATE SEQUENCE counter AS smallint INCREMENT BY -2 MAXVALUE 100 START 50 CYCLE;
CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY, email text COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE "My Shop"."Order" (
  id serial PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer ON DELETE CASCADE DEFERRABLE,
  total numeric(10, 2) DEFAULT 0 CONSTRAINT total_positive CHECK (total >= 0),
  with_tax numeric GENERATED ALWAYS AS (total * 1.2) STORED,
  at_once numeric GENERATED ALWAYS AS (total * 2) VIRTUAL,
  state mood DEFAULT 'sad', tags text[] DEFAULT '{}', during tstzrange,
  "select" int, EXCLUDE USING gist (during WITH &&)
) WITH (fillfactor = 70);
ALTER TABLE "My Shop"."Order" ADD CONSTRAINT later CHECK (total < 1000000) NOT VALID;
ALTER TABLE "My Shop"."Order" ALTER COLUMN tags SET STORAGE EXTERNAL, ALTER COLUMN state SET STATISTICS 500;
CREATE INDEX order_state ON "My Shop"."Order" (state, lower("select"::text)) WHERE state <> 'sad';
CREATE STATISTICS "My Shop".order_stats (ndistinct) ON customer_id, state FROM "My Shop"."Order";
COMMENT ON TABLE "My Shop"."Order" IS 'One per basket';
COMMENT ON COLUMN "My Shop"."Order".total IS 'in €, it''s';
COMMENT ON INDEX "My Shop".order_state IS 'for the board';
COMMENT ON CONSTRAINT later ON "My Shop"."Order" IS 'soon';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RETURN NEW; END $f$;
CREATE FUNCTION add(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION add(a text, b text) RETURNS text LANGUAGE sql AS 'SELECT a || b';
CREATE PROCEDURE work(IN n int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total_of(int) (SFUNC = int4_sum, STYPE = bigint, INITCOND = '0');
CREATE TRIGGER touch BEFORE UPDATE OF total ON "My Shop"."Order" FOR EACH ROW WHEN (NEW.total > 0) EXECUTE FUNCTION touch();
ALTER TABLE "My Shop"."Order" DISABLE TRIGGER touch;
ALTER TABLE "My Shop"."Order" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON "My Shop"."Order" AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (customer_id > 0) WITH CHECK (total > 0);
CREATE VIEW big_order WITH (security_barrier = true) AS SELECT * FROM "My Shop"."Order" WHERE total > 100;
CREATE MATERIALIZED VIEW per_customer AS SELECT customer_id, sum(total) AS total FROM "My Shop"."Order" GROUP BY 1 WITH NO DATA;
CREATE UNIQUE INDEX per_customer_key ON per_customer (customer_id);
CREATE TABLE event (at timestamptz NOT NULL, kind text, PRIMARY KEY (at, kind)) PARTITION BY RANGE (at);
CREATE TABLE event_2026 PARTITION OF event (CONSTRAINT short CHECK (length(kind) < 20)) FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX event_kind ON event (kind);
CREATE TABLE base (a int, b text); CREATE TABLE derived (c int) INHERITS (base);
CREATE UNLOGGED TABLE quick (a int);
`;

const place = (
  kind: SchemaNodeKind,
  name: string,
  schemaName = 'public',
  more: Partial<SchemaNode> = {},
): SchemaNode => ({
  kind,
  name,
  schema: schemaName,
  hasChildren: true,
  ...more,
});

describe('the schema tree and CREATE scripts on a real PostgreSQL', () => {
  let server: RealPostgres;
  let database: Database;
  beforeAll(async () => {
    server = await startRealPostgres();
    await server.createDatabase('tree', schema);
    const target = targetOf(server, { database: 'tree', readOnly: true, role: 'production' });
    database = await connectDatabase(target, { secret: async () => server.password });
  });
  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });
  const names = async (node?: SchemaNode, options = {}): Promise<readonly string[]> =>
    (await database.children(node, options)).map((child) => child.name);

  it('starts with the schemas, those of the system on demand', async () => {
    expect(await names()).toEqual(['public', 'My Shop']);
    expect(await names(undefined, { systemSchemas: true })).toEqual(
      expect.arrayContaining(['public', 'pg_catalog', 'information_schema']),
    );
  });

  it('shows the groups that have something in them', async () => {
    expect(await names(place('schema', 'public'))).toEqual([
      'Tables',
      'Views',
      'Materialized Views',
      'Functions',
      'Sequences',
      'Types',
    ]);
    expect(await names(place('schema', 'My Shop', 'My Shop'))).toEqual(['Tables', 'Sequences']);
    expect(await names(place('table', 'Order', 'My Shop'))).toEqual([
      'Columns',
      'Indexes',
      'Constraints',
      'Triggers',
      'Policies',
    ]);
    expect(await names(place('view', 'big_order'))).toEqual(['Columns']);
  });

  it.each<[SchemaNodeKind, readonly string[]]>([
    ['tables', ['base', 'customer', 'derived', 'event', 'event_2026', 'quick']],
    ['views', ['big_order']],
    ['materialized-views', ['per_customer']],
    ['functions', ['add', 'add', 'total_of', 'touch', 'work']],
    ['sequences', ['counter', 'customer_id_seq']],
    ['types', ['mood', 'pair', 'positive', 'span']],
  ])('lists %s', async (kind, expected) => {
    expect(await names(place(kind, 'group'))).toEqual(expected);
  });

  it('describes columns, indexes, constraints, triggers and policies', async () => {
    const parts = async (kind: SchemaNodeKind) => {
      const children = await database.children(place(kind, 'group', 'My Shop', { relation: 'Order' }));
      return Object.fromEntries(children.map((child) => [child.name, child.detail]));
    };
    expect(await parts('columns')).toMatchObject({
      id: 'integer not null primary key',
      total: 'numeric(10,2)',
      with_tax: 'numeric generated',
      tags: 'text[]',
    });
    expect(await parts('indexes')).toMatchObject({ order_state: expect.stringContaining('btree, partial') });
    expect(await parts('constraints')).toMatchObject({ later: 'check, not valid', total_positive: 'check' });
    expect(await parts('triggers')).toEqual({ touch: 'disabled' });
    expect(await parts('policies')).toEqual({ own: 'update, restrictive' });
  });

  it('shows comments as text, whatever signs they have', async () => {
    const types = await database.children(place('types', 'group'));
    expect(types.find((type) => type.name === 'mood')).toMatchObject({
      detail: "enum (sad, it's ok)",
      tooltip: expect.stringContaining('How \\* it feels'),
    });
  });

  it('filters by name', async () => {
    expect(await names(place('tables', 'group'), { filter: 'EVENT' })).toEqual(['event', 'event_2026']);
    expect(await names(undefined, { filter: 'order' })).toEqual(expect.arrayContaining(['My Shop']));
  });

  it('goes on after 500 objects', async () => {
    await server.run('CREATE SCHEMA many', 'tree');
    await server.run(
      "DO $$ BEGIN FOR i IN 1..502 LOOP EXECUTE format('CREATE TABLE many.t%s ()', lpad(i::text, 4, '0')); END LOOP; END $$",
      'tree',
    );
    const first = await database.children(place('tables', 'group', 'many'));
    expect(first.length).toBe(501);
    const more = first.at(-1);
    expect(more).toMatchObject({ kind: 'load-more' });
    expect(await names(more)).toEqual(['t0501', 't0502']);
  });

  it('does not wait for locked tables', async () => {
    const holder = await server.connect('tree');
    await holder.query('BEGIN; LOCK TABLE customer, "My Shop"."Order"');
    expect(await names(place('tables', 'group'))).toContain('customer');
    expect(await names(place('columns', 'group', 'public', { relation: 'customer' }))).toEqual(['id', 'email']);
    await holder.end();
  });

  it.each<[SchemaNode, string]>([
    [place('type', 'mood'), 'DROP TYPE mood CASCADE'],
    [place('type', 'positive'), 'DROP DOMAIN positive'],
    [place('type', 'pair'), 'DROP TYPE pair'],
    [place('type', 'span'), 'DROP TYPE span'],
    [place('sequence', 'counter'), 'DROP SEQUENCE counter'],
    [place('table', 'customer'), 'DROP TABLE customer CASCADE'],
    [place('table', 'Order', 'My Shop'), 'DROP TABLE "My Shop"."Order" CASCADE'],
    [place('table', 'event'), 'DROP TABLE event CASCADE'],
    [place('table', 'event_2026'), 'DROP TABLE event_2026'],
    [place('table', 'derived'), 'DROP TABLE derived'],
    [place('table', 'quick'), 'DROP TABLE quick'],
    [place('view', 'big_order'), 'DROP VIEW big_order'],
    [place('materialized-view', 'per_customer'), 'DROP MATERIALIZED VIEW per_customer'],
    [place('function', 'add', 'public', { arguments: 'a integer, b integer' }), 'DROP FUNCTION add(int, int)'],
    [place('function', 'work'), 'DROP PROCEDURE work'],
    [place('function', 'total_of'), 'DROP AGGREGATE total_of(int)'],
    [place('index', 'order_state', 'My Shop', { relation: 'Order' }), 'DROP INDEX "My Shop".order_state'],
    [
      place('constraint', 'later', 'My Shop', { relation: 'Order' }),
      'ALTER TABLE "My Shop"."Order" DROP CONSTRAINT later',
    ],
    [place('trigger', 'touch', 'My Shop', { relation: 'Order' }), 'DROP TRIGGER touch ON "My Shop"."Order"'],
    [place('policy', 'own', 'My Shop', { relation: 'Order' }), 'DROP POLICY own ON "My Shop"."Order"'],
  ])('the script of %o creates it again', async (node, drop) => {
    const script = await database.scriptAsCreate(node);
    const copy = `copy_${node.kind}_${node.name}`.toLowerCase().replaceAll('-', '_');
    await server.run(`CREATE DATABASE "${copy}" TEMPLATE template0`);
    await server.run(schema, copy);
    await server.run(drop, copy);
    await server.run(script, copy);
    const target = targetOf(server, { database: copy });
    const recreated = await connectDatabase(target, { secret: async () => server.password });
    expect(await recreated.scriptAsCreate(node)).toBe(script);
    await recreated.close();
  });

  it('writes what a person would', async () => {
    expect(await database.scriptAsCreate(place('table', 'customer'))).toBe(
      `CREATE TABLE public.customer (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) NOT NULL,
    email text COLLATE pg_catalog."C" NOT NULL,
    CONSTRAINT customer_pkey PRIMARY KEY (id),
    CONSTRAINT customer_email_key UNIQUE (email)
);
`,
    );
  });

  it('says when something is gone or has no script', async () => {
    await expect(database.scriptAsCreate(place('table', 'gone'))).rejects.toMatchObject({ code: 'sql' });
    await expect(database.scriptAsCreate(place('schema', 'public'))).rejects.toMatchObject({ code: 'refused' });
  });
});
