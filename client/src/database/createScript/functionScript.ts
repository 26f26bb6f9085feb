import { namespaceOf } from '../schemaTree/groups.ts';
import type { Session } from '../session.ts';
import { texts } from './relation.ts';

/** A function, procedure or aggregate with its comment; `identity` is its argument types, undefined = all of that name. */
export function functionScript(
  session: Session,
  schema: string,
  name: string,
  identity: string | undefined,
): Promise<readonly string[]> {
  return texts(
    session,
    `SELECT text FROM (
       SELECT p.oid, 0 AS place, CASE WHEN p.prokind = 'a' THEN ${aggregate} ELSE pg_get_functiondef(p.oid) END AS text
         FROM pg_proc p LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid WHERE ${chosen}
       UNION ALL
       SELECT p.oid, 1, format('COMMENT ON %s %I.%I(%s) IS %L', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
           $1::text, p.proname, pg_get_function_identity_arguments(p.oid), obj_description(p.oid, 'pg_proc'))
         FROM pg_proc p WHERE obj_description(p.oid, 'pg_proc') IS NOT NULL AND ${chosen}) AS f
      ORDER BY oid, place`,
    [schema, name, identity ?? null],
  );
}

const chosen = `p.pronamespace = ${namespaceOf('$1::text')} AND p.proname = $2
  AND ($3::text IS NULL OR pg_get_function_identity_arguments(p.oid) = $3::text)`;

const aggregate = `format(E'CREATE AGGREGATE %I.%I(%s) (\\n    %s\\n)', $1::text, p.proname, pg_get_function_arguments(p.oid),
  concat_ws(E',\\n    ', 'SFUNC = ' || a.aggtransfn, 'STYPE = ' || format_type(a.aggtranstype, NULL),
    CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn END,
    CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn END,
    'INITCOND = ' || quote_literal(a.agginitval),
    (SELECT format('SORTOP = OPERATOR(%I.%s)', n.nspname, o.oprname) FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
      WHERE o.oid = a.aggsortop),
    'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END))`;
