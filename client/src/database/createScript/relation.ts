import { namespaceOf } from '../schemaTree/groups.ts';
import type { Session } from '../session.ts';

/** A table, view, materialized view or sequence. `name` is quoted where it must be, and carries its schema. */
export interface Relation extends Record<string, unknown> {
  readonly oid: number;
  readonly name: string;
  /** `relkind` of pg_class. */
  readonly kind: string;
}

export async function findRelation(session: Session, schema: string, name: string): Promise<Relation | undefined> {
  const [found] = await session.run<Relation>(
    `SELECT c.oid, format('%I.%I', $1::text, c.relname) AS name, c.relkind::text AS kind
       FROM pg_class c WHERE c.relnamespace = ${namespaceOf('$1::text')} AND c.relname = $2`,
    [schema, name],
  );
  return found;
}

/** Runs a query whose rows are one statement (or part of one) each. */
export async function texts(session: Session, sql: string, parameters: readonly unknown[]): Promise<readonly string[]> {
  const rows = await session.run<{ text: string | null }>(sql, parameters);
  return rows.flatMap(({ text }) => (text === null ? [] : [text]));
}

/** COMMENT ON statements of a relation, its columns, indexes, constraints, triggers and policies. $1: oid. */
export function comments(session: Session, relation: Relation): Promise<readonly string[]> {
  const kind = relationWord(relation.kind);
  return texts(
    session,
    `SELECT text FROM (
       SELECT 0 AS place, d.objsubid AS part, CASE WHEN d.objsubid = 0 THEN format('COMMENT ON ${kind} %s IS %L', $2::text, d.description)
                ELSE format('COMMENT ON COLUMN %s.%I IS %L', $2::text, a.attname, d.description) END AS text
         FROM pg_description d LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0
        WHERE d.classoid = 'pg_class'::regclass AND d.objoid = $1::oid
       UNION ALL
       SELECT 1, 0, format('COMMENT ON INDEX %I.%I IS %L', n.nspname, i.relname, d.description)
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
         JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = i.oid AND d.objsubid = 0
        WHERE x.indrelid = $1::oid
       UNION ALL
       SELECT 2, 0, format('COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname, $2::text, d.description)
         FROM pg_constraint k JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
        WHERE k.conrelid = $1::oid
       UNION ALL
       SELECT 3, 0, format('COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, $2::text, d.description)
         FROM pg_trigger t JOIN pg_description d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = t.oid
        WHERE t.tgrelid = $1::oid
       UNION ALL
       SELECT 4, 0, format('COMMENT ON POLICY %I ON %s IS %L', p.polname, $2::text, d.description)
         FROM pg_policy p JOIN pg_description d ON d.classoid = 'pg_policy'::regclass AND d.objoid = p.oid
        WHERE p.polrelid = $1::oid) AS c ORDER BY place, part, text`,
    [relation.oid, relation.name],
  );
}

function relationWord(kind: string): string {
  switch (kind) {
    case 'v':
      return 'VIEW';
    case 'm':
      return 'MATERIALIZED VIEW';
    case 'S':
      return 'SEQUENCE';
    case 'f':
      return 'FOREIGN TABLE';
    default:
      return 'TABLE';
  }
}
