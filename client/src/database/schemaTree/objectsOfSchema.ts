import type { SchemaNode, SchemaNodeKind, TreeOptions } from '../database.ts';
import type { Session } from '../session.ts';
import { escapeMarkdown } from './escapeMarkdown.ts';
import { namespaceOf, notBroughtAlong, ownTypes } from './groups.ts';

export type ObjectGroup = 'tables' | 'views' | 'materialized-views' | 'functions' | 'sequences' | 'types';

/** Nodes given at once; then a `load-more` node. */
export const pageSize = 500;

interface ObjectRow extends Record<string, unknown> {
  readonly name: string;
  readonly detail: string | null;
  readonly comment: string | null;
  readonly facts: string | null;
  readonly arguments?: string;
}

/** The objects of one group of a schema, by name, from `offset` on. */
export async function objectsOfSchema(
  session: Session,
  group: ObjectGroup,
  schema: string,
  offset: number,
  options: TreeOptions,
): Promise<readonly SchemaNode[]> {
  const { kind, hasChildren, sql } = groups[group];
  const rows = await session.run<ObjectRow>(
    `SELECT * FROM (${sql}) AS o WHERE $2 = '' OR position(lower($2) IN lower(o.name)) > 0
      ORDER BY o.name, o.detail LIMIT ${pageSize + 1} OFFSET $3`,
    [schema, options.filter ?? '', offset],
  );
  const nodes: SchemaNode[] = rows.slice(0, pageSize).map((row) => ({
    kind,
    name: row.name,
    schema,
    detail: row.detail ?? undefined,
    tooltip: tooltip(schema, row),
    hasChildren,
    ...(row.arguments === undefined ? {} : { arguments: row.arguments }),
  }));
  if (rows.length <= pageSize) return nodes;
  const next = offset + pageSize;
  return [...nodes, { kind: 'load-more', name: 'Load More…', schema, group, offset: next, hasChildren: true }];
}

function tooltip(schema: string, row: ObjectRow): string {
  const title = `**${escapeMarkdown(`${schema}.${row.name}`)}**`;
  return [title, row.facts, row.comment ? escapeMarkdown(row.comment) : undefined].filter(Boolean).join('\n\n');
}

/** From the last VACUUM or ANALYZE: the exact size would wait behind whoever has the table locked. */
const sizeAndRows = `concat_ws(' · ',
    CASE WHEN c.reltuples >= 0 AND c.relpages > 0 THEN 'about ' || c.reltuples::bigint || ' rows' END,
    CASE WHEN c.relpages > 0 THEN 'about ' || pg_size_pretty(c.relpages::bigint * current_setting('block_size')::bigint) || ' without indexes' END,
    coalesce('last analyzed ' || to_char(greatest(s.last_analyze, s.last_autoanalyze), 'YYYY-MM-DD HH24:MI'), 'never analyzed'))`;

const relations = (kinds: string, detail: string) => `
  SELECT c.relname::text AS name, ${detail} AS detail, obj_description(c.oid, 'pg_class') AS comment,
         CASE WHEN c.relkind IN ('r', 'p', 'm') THEN ${sizeAndRows} END AS facts
    FROM pg_class c LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
   WHERE c.relnamespace = ${namespaceOf('$1')} AND c.relkind IN (${kinds})`;

const estimate = `CASE WHEN c.reltuples >= 1000000000 THEN '~' || round((c.reltuples / 1000000000)::numeric, 1) || ' G rows'
    WHEN c.reltuples >= 1000000 THEN '~' || round((c.reltuples / 1000000)::numeric, 1) || ' M rows'
    WHEN c.reltuples >= 1000 THEN '~' || round((c.reltuples / 1000)::numeric, 1) || ' k rows'
    WHEN c.reltuples > 0 THEN '~' || c.reltuples::bigint || ' rows' END`;

const tableDetail = `nullif(concat_ws(', ',
    CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' END,
    CASE WHEN c.relispartition THEN (SELECT 'partition of ' || p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
      WHERE i.inhrelid = c.oid LIMIT 1) END,
    ${estimate}), '')`;

const groups: Readonly<Record<ObjectGroup, { kind: SchemaNodeKind; hasChildren: boolean; sql: string }>> = {
  tables: { kind: 'table', hasChildren: true, sql: relations("'r', 'p', 'f'", tableDetail) },
  views: { kind: 'view', hasChildren: true, sql: relations("'v'", 'NULL::text') },
  'materialized-views': {
    kind: 'materialized-view',
    hasChildren: true,
    sql: relations("'m'", `concat_ws(', ', CASE WHEN NOT c.relispopulated THEN 'not populated' END, ${estimate})`),
  },
  functions: {
    kind: 'function',
    hasChildren: false,
    sql: `SELECT p.proname::text AS name,
       '(' || pg_get_function_identity_arguments(p.oid) || ')' || coalesce(' → ' || pg_get_function_result(p.oid), '') AS detail,
       obj_description(p.oid, 'pg_proc') AS comment, pg_get_function_identity_arguments(p.oid) AS arguments,
       concat_ws(' · ', CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window function' ELSE 'function' END,
         l.lanname, CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
         CASE WHEN p.prosecdef THEN 'security definer' END) AS facts
     FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = ${namespaceOf('$1')}
      AND ${notBroughtAlong('pg_proc', 'p.oid')}`,
  },
  sequences: {
    kind: 'sequence',
    hasChildren: false,
    sql: `SELECT c.relname::text AS name, format_type(q.seqtypid, NULL) AS detail, obj_description(c.oid, 'pg_class') AS comment,
       (SELECT 'owned by ' || t.relname || '.' || a.attname FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
          JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
           AND d.deptype IN ('a', 'i') LIMIT 1) AS facts
     FROM pg_class c JOIN pg_sequence q ON q.seqrelid = c.oid
    WHERE c.relnamespace = ${namespaceOf('$1')} AND c.relkind = 'S'`,
  },
  types: {
    kind: 'type',
    hasChildren: false,
    sql: `SELECT t.typname::text AS name,
       CASE t.typtype
         WHEN 'e' THEN 'enum (' || left((SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), 200) || ')'
         WHEN 'd' THEN 'domain over ' || format_type(t.typbasetype, t.typtypmod)
         WHEN 'c' THEN 'composite' ELSE 'range' END AS detail,
       obj_description(t.oid, 'pg_type') AS comment, NULL::text AS facts
     FROM pg_type t WHERE t.typnamespace = ${namespaceOf('$1')} AND ${ownTypes}`,
  },
};
