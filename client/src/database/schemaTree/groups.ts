import type { SchemaNode, SchemaNodeKind } from '../database.ts';
import type { Session } from '../session.ts';

const titles = {
  tables: 'Tables',
  views: 'Views',
  'materialized-views': 'Materialized Views',
  functions: 'Functions',
  sequences: 'Sequences',
  types: 'Types',
  columns: 'Columns',
  indexes: 'Indexes',
  constraints: 'Constraints',
  triggers: 'Triggers',
  policies: 'Policies',
} as const satisfies Partial<Record<SchemaNodeKind, string>>;

type Group = keyof typeof titles;

/** Types that a table brings with it, and array types, are no types of their own. */
export const ownTypes = `t.typtype IN ('c', 'd', 'e', 'r') AND t.typisdefined AND ${notBroughtAlong('pg_type', 't.oid')}
  AND (t.typtype <> 'c' OR EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))`;

/** The groups of a schema that have something in them; tables always. */
export async function groupsOfSchema(session: Session, schema: string): Promise<readonly SchemaNode[]> {
  const [counts] = await session.run<Record<string, number>>(
    `SELECT count(*) FILTER (WHERE c.relkind IN ('r', 'p', 'f'))::int AS "tables",
            count(*) FILTER (WHERE c.relkind = 'v')::int AS "views",
            count(*) FILTER (WHERE c.relkind = 'm')::int AS "materialized-views",
            (SELECT count(*)::int FROM pg_proc p WHERE p.pronamespace = ${namespaceOf('$1')}
               AND ${notBroughtAlong('pg_proc', 'p.oid')}) AS "functions",
            count(*) FILTER (WHERE c.relkind = 'S')::int AS "sequences",
            (SELECT count(*)::int FROM pg_type t WHERE t.typnamespace = ${namespaceOf('$1')} AND ${ownTypes}) AS "types"
       FROM pg_class c WHERE c.relnamespace = ${namespaceOf('$1')}`,
    [schema],
  );
  const groups: readonly Group[] = ['tables', 'views', 'materialized-views', 'functions', 'sequences', 'types'];
  return groups
    .filter((group) => group === 'tables' || (counts?.[group] ?? 0) > 0)
    .map((group) => groupNode(group, counts?.[group] ?? 0, { schema }));
}

/** The groups of a table, view or materialized view; columns always. */
export async function groupsOfRelation(session: Session, relation: SchemaNode): Promise<readonly SchemaNode[]> {
  const schema = relation.schema ?? 'public';
  const [counts] = await session.run<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS "columns",
            (SELECT count(*)::int FROM pg_index WHERE indrelid = c.oid) AS "indexes",
            (SELECT count(*)::int FROM pg_constraint WHERE conrelid = c.oid AND contype NOT IN ('n', 't')) AS "constraints",
            (SELECT count(*)::int FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal) AS "triggers",
            (SELECT count(*)::int FROM pg_policy WHERE polrelid = c.oid) AS "policies"
       FROM pg_class c WHERE c.relnamespace = ${namespaceOf('$1')} AND c.relname = $2`,
    [schema, relation.name],
  );
  const groups: readonly Group[] = ['columns', 'indexes', 'constraints', 'triggers', 'policies'];
  return groups
    .filter((group) => group === 'columns' || (counts?.[group] ?? 0) > 0)
    .map((group) => groupNode(group, counts?.[group] ?? 0, { schema, relation: relation.name }));
}

function groupNode(kind: Group, count: number, place: { schema: string; relation?: string }): SchemaNode {
  return { kind, name: titles[kind], detail: String(count), hasChildren: count > 0, ...place };
}

/** The oid of a schema by its name, which may need quotes. */
export function namespaceOf(parameter: string): string {
  return `(SELECT oid FROM pg_namespace WHERE nspname = ${parameter})`;
}

/** What an extension or a type brings with it would bury the functions and types of the schema. */
export function notBroughtAlong(catalog: 'pg_proc' | 'pg_type', oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype IN ('e', 'i'))`;
}
