import type { Session } from '../session.ts';
import { type Relation, texts } from './relation.ts';
import { policyStatements } from './tableParts.ts';

/** One index, constraint, trigger or policy of a table. */
export function partScript(
  session: Session,
  relation: Relation,
  kind: 'index' | 'constraint' | 'trigger' | 'policy',
  name: string,
): Promise<readonly string[]> {
  switch (kind) {
    case 'index':
      return texts(
        session,
        'SELECT pg_get_indexdef(x.indexrelid) AS text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = $1::oid AND i.relname = $2',
        [relation.oid, name],
      );
    case 'constraint':
      return texts(
        session,
        "SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', $3::text, conname, pg_get_constraintdef(oid)) AS text FROM pg_constraint WHERE conrelid = $1::oid AND conname = $2",
        [relation.oid, name, relation.name],
      );
    case 'trigger':
      return texts(
        session,
        'SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgrelid = $1::oid AND tgname = $2',
        [relation.oid, name],
      );
    case 'policy':
      return policyStatements(session, relation, name);
  }
}
