import { PGlite } from '@electric-sql/pglite';
import { postgres } from '../../../server/src/dialects/postgres/postgres.ts';
import type { LockMode } from '../../../server/src/model/lock.ts';
import type { Span } from '../../../server/src/model/span.ts';

/** What one statement did, or how it failed. */
export interface Execution {
  /** Offsets in the text. */
  readonly span: Span;
  readonly sql: string;
  readonly error?: string;
  /** `schema.table` → lock modes held after it; undefined where it cannot run in a transaction. */
  readonly locks?: ReadonlyMap<string, readonly LockMode[]>;
  /** Tables that were there before and whose file is another one now. */
  readonly rewritten: readonly string[];
}

/** A PostgreSQL 18 inside the process. */
export interface ScratchDatabase {
  /** Drops everything. */
  reset(): Promise<void>;
  /** Runs a text statement by statement, as psql does; goes on after an error. */
  run(text: string): Promise<readonly Execution[]>;
  /** Sends a text as one command string, as migration tools do; rejects where it fails. */
  send(text: string): Promise<void>;
  /** Everything that makes up the schema, one line each, sorted. */
  schema(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** By identity: after DROP or RENAME the name of what was locked is gone. */
const locksQuery = `
  SELECT relation::text AS id, array_agg(mode) AS modes FROM pg_locks WHERE granted AND relation IS NOT NULL GROUP BY 1`;

const namesQuery = `
  SELECT c.oid::text AS id, n.nspname || '.' || c.relname AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`;

const filesQuery = `
  SELECT n.nspname || '.' || c.relname AS name, pg_relation_filenode(c.oid)::text AS file
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`;

const schemaQuery = `
  WITH relations AS (
    SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind, c.relpersistence
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  )
  SELECT 'relation ' || name || ' ' || relkind::text || relpersistence::text AS line FROM relations
  UNION ALL
  SELECT concat_ws(' ', 'column', r.name, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid))
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
  WHERE r.relkind IN ('r', 'p', 'v', 'm')
  UNION ALL
  SELECT concat_ws(' ', 'constraint', r.name, o.conname, pg_get_constraintdef(o.oid), o.convalidated)
  FROM relations r JOIN pg_constraint o ON o.conrelid = r.oid
  UNION ALL
  SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid) FROM relations r JOIN pg_index i ON i.indrelid = r.oid
  UNION ALL
  SELECT concat_ws(' ', 'sequence', r.name, s.data_type, s.start_value, s.increment_by)
  FROM relations r JOIN pg_sequences s ON s.schemaname || '.' || s.sequencename = r.name
  UNION ALL
  SELECT concat_ws(' ', 'owned', d.objid::regclass, a.attrelid::regclass, a.attname)
  FROM pg_depend d JOIN relations r ON r.oid = d.objid AND r.relkind = 'S'
  JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE d.deptype IN ('a', 'i')
  UNION ALL
  SELECT concat_ws(' ', 'view', r.name, pg_get_viewdef(r.oid)) FROM relations r WHERE r.relkind IN ('v', 'm')
  UNION ALL
  SELECT concat_ws(' ', 'type', t.typname, t.typtype, array(SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder))
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND t.typtype IN ('e', 'd', 'r')
  ORDER BY 1`;

/** Starts one; a second or two. */
export async function openScratchDatabase(): Promise<ScratchDatabase> {
  const database = await PGlite.create();
  let inTransaction = false;

  async function rows<Row>(query: string): Promise<Row[]> {
    return (await database.query<Row>(query)).rows;
  }

  async function files(): Promise<ReadonlyMap<string, string>> {
    return new Map((await rows<{ name: string; file: string }>(filesQuery)).map(({ name, file }) => [name, file]));
  }

  async function names(): Promise<ReadonlyMap<string, string>> {
    return new Map((await rows<{ id: string; name: string }>(namesQuery)).map(({ id, name }) => [id, name]));
  }

  async function locks(before: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, readonly LockMode[]>> {
    const known = new Map([...(await names()), ...before]);
    const held = await rows<{ id: string; modes: LockMode[] }>(locksQuery);
    return new Map(held.map(({ id, modes }) => [known.get(id) ?? id, modes]));
  }

  async function rewrittenSince(before: ReadonlyMap<string, string>): Promise<string[]> {
    const now = await files();
    return [...before].filter(([name, file]) => now.has(name) && now.get(name) !== file).map(([name]) => name);
  }

  /** In a transaction where that is possible, so that its locks can be seen before they are released. */
  async function execute(sql: string, span: Span): Promise<Execution> {
    const control = /^\s*(begin|start\s+transaction|commit|end|rollback(?!\s+to\b)|abort)\b/i
      .exec(sql)?.[1]
      ?.toLowerCase();
    if (control) {
      inTransaction = control === 'begin' || control.startsWith('start');
      return plainly(sql, span);
    }
    if (inTransaction) return observed(sql, span);
    await database.exec('BEGIN');
    const inside = await observed(sql, span);
    await database.exec(inside.error ? 'ROLLBACK' : 'COMMIT');
    return inside.error && /transaction block|transaction-/i.test(inside.error) ? plainly(sql, span) : inside;
  }

  async function plainly(sql: string, span: Span): Promise<Execution> {
    try {
      await database.exec(sql);
      return { span, sql, rewritten: [] };
    } catch (error) {
      return { span, sql, rewritten: [], error: messageOf(error) };
    }
  }

  async function observed(sql: string, span: Span): Promise<Execution> {
    try {
      const relations = await names();
      const before = await files();
      await database.exec(sql);
      // TRUNCATE gives the table a new file too, but writes no row into it.
      const rewritten = /^\s*truncate\b/i.test(sql) ? [] : await rewrittenSince(before);
      return { span, sql, locks: await locks(relations), rewritten };
    } catch (error) {
      return { span, sql, rewritten: [], error: messageOf(error) };
    }
  }

  return {
    async reset() {
      inTransaction = false;
      await database.exec('ROLLBACK; RESET ALL;');
      const schemas = await rows<{ name: string }>(
        "SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
      );
      for (const { name } of schemas) await database.exec(`DROP SCHEMA ${name} CASCADE`);
      await database.exec("CREATE SCHEMA public; SET TIME ZONE 'Europe/Vienna';");
    },
    async run(text) {
      const executions: Execution[] = [];
      for (const segment of postgres.split(text).segments) {
        if (segment.kind !== 'statement') continue;
        executions.push(await execute(text.slice(segment.span.start, segment.span.end), segment.span));
      }
      return executions;
    },
    async send(text) {
      await database.exec(text);
    },
    async schema() {
      return (await rows<{ line: string }>(schemaQuery)).map(({ line }) => line);
    },
    async close() {
      await database.close();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
