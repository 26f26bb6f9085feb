import type { Session } from '../session.ts';
import { comments, type Relation, texts } from './relation.ts';
import { createSequence, sequenceOptions, sequenceOwner } from './sequenceScript.ts';
import { alterStatements, indexStatements, policyStatements, triggerStatements } from './tableParts.ts';

/** A table with everything that belongs to it: sequences of its columns, constraints, indexes, triggers, policies, comments. */
export async function tableScript(
  session: Session,
  serverVersionNumber: number,
  table: Relation,
): Promise<readonly string[]> {
  const sequences = await session.run<{ oid: number }>(
    `SELECT d.objid AS oid FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.deptype = 'a'
      ORDER BY d.refobjsubid`,
    [table.oid],
  );
  const before: string[] = [];
  const after: string[] = [];
  for (const { oid } of sequences) {
    before.push(...(await createSequence(session, oid)));
    after.push(...(await sequenceOwner(session, oid)));
  }
  return [
    ...before,
    await createTable(session, serverVersionNumber, table),
    ...after,
    ...(await indexStatements(session, table)),
    ...(await alterStatements(session, table)),
    ...(await triggerStatements(session, table)),
    ...(await policyStatements(session, table)),
    ...(await comments(session, table)),
  ];
}

interface TableFacts extends Record<string, unknown> {
  readonly word: string;
  /** `PARTITION OF parent FOR VALUES …`. */
  readonly partition: string | null;
  readonly tail: string;
}

async function createTable(session: Session, serverVersionNumber: number, table: Relation): Promise<string> {
  const [facts] = await session.run<TableFacts>(
    `SELECT CASE WHEN c.relkind = 'f' THEN 'FOREIGN TABLE' WHEN c.relpersistence = 'u' THEN 'UNLOGGED TABLE' ELSE 'TABLE' END AS word,
            CASE WHEN c.relispartition THEN (SELECT format(E'PARTITION OF %s\\n    %s', i.inhparent::regclass, pg_get_expr(c.relpartbound, c.oid))
              FROM pg_inherits i WHERE i.inhrelid = c.oid) END AS partition,
            concat(
              CASE WHEN NOT c.relispartition THEN (SELECT E'\\nINHERITS (' || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) || ')'
                FROM pg_inherits i WHERE i.inhrelid = c.oid) END,
              E'\\nPARTITION BY ' || pg_get_partkeydef(c.oid),
              ${serverVersionNumber >= 120000 ? "(SELECT E'\\nUSING ' || quote_ident(m.amname) FROM pg_am m WHERE m.oid = c.relam AND m.amname <> 'heap')," : ''}
              (SELECT E'\\nSERVER ' || quote_ident(s.srvname) FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid),
              (SELECT E'\\nOPTIONS (' || string_agg(format('%I %L', o.option_name, o.option_value), ', ') || ')'
                 FROM pg_foreign_table f, pg_options_to_table(f.ftoptions) o WHERE f.ftrelid = c.oid),
              E'\\nWITH (' || array_to_string(c.reloptions, ', ') || ')',
              (SELECT E'\\nTABLESPACE ' || quote_ident(t.spcname) FROM pg_tablespace t WHERE t.oid = c.reltablespace)) AS tail
       FROM pg_class c WHERE c.oid = $1::oid`,
    [table.oid],
  );
  const members = [
    ...(facts?.partition ? [] : await columnDefinitions(session, serverVersionNumber, table)),
    ...(await tableConstraints(session, table)),
  ].map((member) => `    ${member}`);
  const head = `CREATE ${facts?.word ?? 'TABLE'} ${table.name}`;
  const tail = facts?.tail ?? '';
  if (!facts?.partition) return `${head} (\n${members.join(',\n')}\n)${tail}`;
  const [parent = '', bound = ''] = facts.partition.split('\n');
  return `${head} ${parent}${members.length > 0 ? ` (\n${members.join(',\n')}\n)` : ''}\n${bound}${tail}`;
}

function columnDefinitions(session: Session, serverVersionNumber: number, table: Relation): Promise<readonly string[]> {
  const generated = serverVersionNumber >= 120000 ? 'a.attgenerated' : "''";
  const notValidated =
    serverVersionNumber >= 180000
      ? `EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey[1] = a.attnum AND NOT k.convalidated)`
      : 'false';
  return texts(
    session,
    `SELECT concat(quote_ident(a.attname), ' ', format_type(a.atttypid, a.atttypmod),
       (SELECT format(' COLLATE %I.%I', n.nspname, l.collname) FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
         WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation),
       CASE WHEN a.attidentity <> '' THEN format(' GENERATED %s AS IDENTITY%s', CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
         (SELECT ' (' || nullif(ltrim(${sequenceOptions}), '') || ')' FROM pg_depend d JOIN pg_sequence q ON q.seqrelid = d.objid
           WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
             AND d.refobjsubid = a.attnum AND d.deptype = 'i'))
       WHEN ${generated} <> '' THEN format(' GENERATED ALWAYS AS (%s)%s', pg_get_expr(f.adbin, f.adrelid), CASE ${generated} WHEN 's' THEN ' STORED' END)
       ELSE ' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid) END,
       CASE WHEN a.attnotnull AND NOT ${notValidated} THEN ' NOT NULL' END) AS text
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
    WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attislocal ORDER BY a.attnum`,
    [table.oid],
  );
}

/** Those that are validated: the others would be, here. */
function tableConstraints(session: Session, table: Relation): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)) AS text FROM pg_constraint k
      WHERE k.conrelid = $1::oid AND k.convalidated AND k.conislocal AND k.conparentid = 0 AND k.contype IN ('p', 'u', 'x', 'c', 'f')
      ORDER BY position(k.contype::text IN 'puxcf'), k.conname`,
    [table.oid],
  );
}
