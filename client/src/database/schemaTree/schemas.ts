import type { SchemaNode, TreeOptions } from '../database.ts';
import type { Session } from '../session.ts';
import { escapeMarkdown } from './escapeMarkdown.ts';

/** The schemas of the database, `public` first. */
export async function schemas(session: Session, options: TreeOptions): Promise<readonly SchemaNode[]> {
  const rows = await session.run<{ name: string; comment: string | null }>(
    `SELECT n.nspname AS name, obj_description(n.oid, 'pg_namespace') AS comment
       FROM pg_namespace n
      WHERE ($1 OR (n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'))
        AND ($2 = '' OR EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND position(lower($2) IN lower(c.relname)) > 0)
             OR EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid AND position(lower($2) IN lower(p.proname)) > 0)
             OR EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = n.oid AND position(lower($2) IN lower(t.typname)) > 0)
             OR position(lower($2) IN lower(n.nspname)) > 0)
      ORDER BY n.nspname <> 'public', n.nspname ~ '^pg_' OR n.nspname = 'information_schema', n.nspname`,
    [options.systemSchemas ?? false, options.filter ?? ''],
  );
  return rows.map(({ name, comment }) => ({
    kind: 'schema',
    name,
    schema: name,
    tooltip: comment ? escapeMarkdown(comment) : undefined,
    hasChildren: true,
  }));
}
