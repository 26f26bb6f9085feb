import type { Session } from '../session.ts';
import { texts } from './relation.ts';

/** CREATE SEQUENCE and, where a column owns it and exists before it, its owner. */
export async function sequenceScript(session: Session, oid: number): Promise<readonly string[]> {
  return [...(await createSequence(session, oid)), ...(await sequenceOwner(session, oid))];
}

export function createSequence(session: Session, oid: number): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT format('CREATE SEQUENCE %I.%I AS %s%s', n.nspname, c.relname, format_type(q.seqtypid, NULL), ${sequenceOptions}) AS text
       FROM pg_sequence q JOIN pg_class c ON c.oid = q.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE q.seqrelid = $1::oid`,
    [oid],
  );
}

export function sequenceOwner(session: Session, oid: number): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT format('ALTER SEQUENCE %I.%I OWNED BY %I.%I.%I', n.nspname, c.relname, tn.nspname, t.relname, a.attname) AS text
       FROM pg_depend d JOIN pg_class c ON c.oid = d.objid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
       JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = $1::oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'`,
    [oid],
  );
}

/** The options of sequence `q` that are not the defaults of its type and direction, each behind a blank. */
export const sequenceOptions = `concat(
  CASE WHEN q.seqincrement <> 1 THEN ' INCREMENT BY ' || q.seqincrement END,
  CASE WHEN q.seqmin <> CASE WHEN q.seqincrement > 0 THEN 1 ELSE ${lowest('q.seqtypid')} END THEN ' MINVALUE ' || q.seqmin END,
  CASE WHEN q.seqmax <> CASE WHEN q.seqincrement > 0 THEN ${highest('q.seqtypid')} ELSE -1 END THEN ' MAXVALUE ' || q.seqmax END,
  CASE WHEN q.seqstart <> CASE WHEN q.seqincrement > 0 THEN q.seqmin ELSE q.seqmax END THEN ' START WITH ' || q.seqstart END,
  CASE WHEN q.seqcache <> 1 THEN ' CACHE ' || q.seqcache END,
  CASE WHEN q.seqcycle THEN ' CYCLE' END)`;

function lowest(type: string): string {
  return `CASE format_type(${type}, NULL) WHEN 'smallint' THEN -32768 WHEN 'integer' THEN -2147483648 ELSE -9223372036854775808 END`;
}

function highest(type: string): string {
  return `CASE format_type(${type}, NULL) WHEN 'smallint' THEN 32767 WHEN 'integer' THEN 2147483647 ELSE 9223372036854775807 END`;
}
