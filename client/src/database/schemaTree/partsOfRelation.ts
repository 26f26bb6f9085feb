import type { SchemaNode, SchemaNodeKind } from '../database.ts';
import type { Session } from '../session.ts';
import { escapeMarkdown } from './escapeMarkdown.ts';
import { namespaceOf } from './groups.ts';

export type PartGroup = 'columns' | 'indexes' | 'constraints' | 'triggers' | 'policies';

interface PartRow extends Record<string, unknown> {
  readonly name: string;
  readonly detail: string | null;
  readonly definition: string | null;
  readonly comment: string | null;
}

/** The columns, indexes, constraints, triggers or policies of one table or view. */
export async function partsOfRelation(
  session: Session,
  serverVersionNumber: number,
  group: PartGroup,
  node: SchemaNode,
): Promise<readonly SchemaNode[]> {
  const { kind, sql } = parts(serverVersionNumber)[group];
  const schema = node.schema ?? 'public';
  const relation = node.relation ?? '';
  const rows = await session.run<PartRow>(
    `SELECT x.* FROM pg_class c CROSS JOIN LATERAL (${sql}) AS x
      WHERE c.relnamespace = ${namespaceOf('$1')} AND c.relname = $2 ORDER BY x.place, x.name`,
    [schema, relation],
  );
  return rows.map((row) => ({
    kind,
    name: row.name,
    schema,
    relation,
    detail: row.detail ?? undefined,
    tooltip:
      [
        row.definition ? `\`\`\`sql\n${row.definition}\n\`\`\`` : undefined,
        row.comment ? escapeMarkdown(row.comment) : undefined,
      ]
        .filter(Boolean)
        .join('\n\n') || undefined,
    hasChildren: false,
  }));
}

function parts(serverVersionNumber: number): Readonly<Record<PartGroup, { kind: SchemaNodeKind; sql: string }>> {
  const generated = serverVersionNumber >= 120000 ? 'a.attgenerated' : '\'\'::"char"';
  return {
    columns: {
      kind: 'column',
      sql: `SELECT a.attnum::int AS place, a.attname::text AS name,
         concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
           CASE WHEN k.contype = 'p' THEN 'primary key' END, CASE WHEN a.attidentity <> '' THEN 'identity' END,
           CASE WHEN ${generated} <> '' THEN 'generated' END) AS detail,
         CASE WHEN ${generated} <> '' THEN 'GENERATED ALWAYS AS (' ELSE 'DEFAULT ' END || pg_get_expr(d.adbin, d.adrelid)
           || CASE WHEN ${generated} <> '' THEN ')' ELSE '' END AS definition,
         col_description(c.oid, a.attnum) AS comment
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`,
    },
    indexes: {
      kind: 'index',
      sql: `SELECT 0 AS place, i.relname::text AS name,
         concat_ws(', ', CASE WHEN x.indisprimary THEN 'primary key' WHEN x.indisunique THEN 'unique' END, m.amname,
           CASE WHEN NOT x.indisvalid THEN 'INVALID' END, CASE WHEN x.indpred IS NOT NULL THEN 'partial' END,
           CASE WHEN i.relpages > 0 THEN pg_size_pretty(i.relpages::bigint * current_setting('block_size')::bigint) END) AS detail,
         pg_get_indexdef(i.oid) AS definition, obj_description(i.oid, 'pg_class') AS comment
       FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam WHERE x.indrelid = c.oid`,
    },
    constraints: {
      kind: 'constraint',
      sql: `SELECT position(k.contype::text IN 'puxfc') AS place, k.conname::text AS name,
         concat_ws(', ', CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclusion'
           WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' END, CASE WHEN NOT k.convalidated THEN 'not valid' END) AS detail,
         pg_get_constraintdef(k.oid) AS definition, obj_description(k.oid, 'pg_constraint') AS comment
       FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype NOT IN ('n', 't')`,
    },
    triggers: {
      kind: 'trigger',
      sql: `SELECT 0 AS place, t.tgname::text AS name, CASE WHEN t.tgenabled = 'D' THEN 'disabled' END AS detail,
         pg_get_triggerdef(t.oid) AS definition, obj_description(t.oid, 'pg_trigger') AS comment
       FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal`,
    },
    policies: {
      kind: 'policy',
      sql: `SELECT 0 AS place, p.polname::text AS name,
         concat_ws(', ', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END,
           CASE WHEN NOT p.polpermissive THEN 'restrictive' END) AS detail,
         concat_ws(' ', 'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
           'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') AS definition,
         obj_description(p.oid, 'pg_policy') AS comment
       FROM pg_policy p WHERE p.polrelid = c.oid`,
    },
  };
}
