import { namespaceOf } from '../schemaTree/groups.ts';
import type { Session } from '../session.ts';
import { texts } from './relation.ts';

/** An enum, domain, composite or range type with its comment. */
export function typeScript(session: Session, schema: string, name: string): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT text FROM (
       SELECT 0 AS place, CASE t.typtype WHEN 'e' THEN ${enumeration} WHEN 'd' THEN ${domain} WHEN 'c' THEN ${composite} WHEN 'r' THEN ${range} END AS text
         FROM pg_type t WHERE ${chosen}
       UNION ALL
       SELECT 1, format('COMMENT ON %s %I.%I IS %L', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, $1::text, t.typname, obj_description(t.oid, 'pg_type'))
         FROM pg_type t WHERE obj_description(t.oid, 'pg_type') IS NOT NULL AND ${chosen}) AS s
      ORDER BY place`,
    [schema, name],
  );
}

const chosen = `t.typnamespace = ${namespaceOf('$1::text')} AND t.typname = $2`;

const enumeration = `format(E'CREATE TYPE %I.%I AS ENUM (\\n    %s\\n)', $1::text, t.typname,
  (SELECT string_agg(quote_literal(e.enumlabel), E',\\n    ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))`;

const domain = `concat(format('CREATE DOMAIN %I.%I AS %s', $1::text, t.typname, format_type(t.typbasetype, t.typtypmod)),
  ' DEFAULT ' || t.typdefault, CASE WHEN t.typnotnull THEN ' NOT NULL' END,
  (SELECT string_agg(format(E'\\n    CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname)
     FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))`;

const composite = `format(E'CREATE TYPE %I.%I AS (\\n    %s\\n)', $1::text, t.typname,
  (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), E',\\n    ' ORDER BY a.attnum)
     FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))`;

const range = `(SELECT format('CREATE TYPE %I.%I AS RANGE (%s)', $1::text, t.typname, concat_ws(', ',
    'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
    CASE WHEN r.rngsubdiff <> 0 THEN 'SUBTYPE_DIFF = ' || r.rngsubdiff END,
    CASE WHEN r.rngcanonical <> 0 THEN 'CANONICAL = ' || r.rngcanonical END))
  FROM pg_range r WHERE r.rngtypid = t.oid)`;
