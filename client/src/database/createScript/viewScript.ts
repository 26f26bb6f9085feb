import type { Session } from '../session.ts';
import { comments, type Relation, texts } from './relation.ts';
import { indexStatements, triggerStatements } from './tableParts.ts';

/** A view or materialized view with its indexes, triggers and comments. */
export async function viewScript(session: Session, view: Relation): Promise<readonly string[]> {
  const create = await texts(
    session,
    `SELECT format(E'CREATE %s %s%s AS\\n%s%s', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, $2::text,
            ' WITH (' || array_to_string(c.reloptions, ', ') || ')', rtrim(pg_get_viewdef(c.oid), ';'),
            CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN E'\\n WITH NO DATA' END) AS text
       FROM pg_class c WHERE c.oid = $1::oid`,
    [view.oid, view.name],
  );
  return [
    ...create,
    ...(await indexStatements(session, view)),
    ...(await triggerStatements(session, view)),
    ...(await comments(session, view)),
  ];
}
