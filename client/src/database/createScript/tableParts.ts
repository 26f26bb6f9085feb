import type { Session } from '../session.ts';
import { type Relation, texts } from './relation.ts';

/** CREATE INDEX for the indexes that no constraint and no index of a partitioned table brings. */
export function indexStatements(session: Session, relation: Relation): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT pg_get_indexdef(x.indexrelid) AS text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
      WHERE x.indrelid = $1::oid AND NOT i.relispartition
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x') AND k.conrelid = $1::oid)
      ORDER BY i.relname`,
    [relation.oid],
  );
}

export function triggerStatements(session: Session, relation: Relation): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT text FROM (
       SELECT t.tgname AS name, 0 AS place, pg_get_triggerdef(t.oid) AS text FROM pg_trigger t WHERE t.tgrelid = $1::oid AND NOT t.tgisinternal
       UNION ALL
       SELECT t.tgname, 1, format('ALTER TABLE %s %s TRIGGER %I', $2::text,
           CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname)
         FROM pg_trigger t WHERE t.tgrelid = $1::oid AND NOT t.tgisinternal AND t.tgenabled <> 'O') AS s
      ORDER BY name, place`,
    [relation.oid, relation.name],
  );
}

export function policyStatements(session: Session, relation: Relation, policy?: string): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT concat_ws(' ', format('CREATE POLICY %I ON %s', p.polname, $2::text), CASE WHEN NOT p.polpermissive THEN 'AS RESTRICTIVE' END,
         'FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
         'TO ' || (SELECT string_agg(CASE WHEN r.role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.role)) END, ', ')
            FROM unnest(p.polroles) AS r(role)),
         'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
         'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') AS text
       FROM pg_policy p WHERE p.polrelid = $1::oid AND ($3::text IS NULL OR p.polname = $3::text) ORDER BY p.polname`,
    [relation.oid, relation.name, policy ?? null],
  );
}

/** ALTER TABLE for what CREATE TABLE cannot say: constraints that are not validated, row security, statistics, storage. */
export async function alterStatements(session: Session, table: Relation): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT text FROM (
       SELECT 1 AS place, k.conname::text AS name, format('ALTER TABLE %s ADD CONSTRAINT %I %s', $2::text, k.conname, pg_get_constraintdef(k.oid)) AS text
         FROM pg_constraint k WHERE k.conrelid = $1::oid AND NOT k.convalidated AND k.contype IN ('c', 'f', 'n') AND k.conislocal
       UNION ALL
       SELECT 2, a.attname::text, format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', $2::text, a.attname, a.attstattarget)
         FROM pg_attribute a WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget >= 0
       UNION ALL
       SELECT 3, a.attname::text, format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', $2::text, a.attname,
           CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END)
         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstorage <> t.typstorage
       UNION ALL
       SELECT 4, '', format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', $2::text) FROM pg_class WHERE oid = $1::oid AND relrowsecurity
       UNION ALL
       SELECT 5, '', format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', $2::text) FROM pg_class WHERE oid = $1::oid AND relforcerowsecurity
       UNION ALL
       SELECT 6, '', format('ALTER TABLE %s REPLICA IDENTITY %s', $2::text, CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'
           ELSE (SELECT 'USING INDEX ' || quote_ident(i.relname) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                  WHERE x.indrelid = c.oid AND x.indisreplident) END)
         FROM pg_class c WHERE c.oid = $1::oid AND c.relreplident <> 'd'
       UNION ALL
       SELECT 7, s.stxname::text, pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s WHERE s.stxrelid = $1::oid) AS a
      ORDER BY place, name`,
    [table.oid, table.name],
  );
}
