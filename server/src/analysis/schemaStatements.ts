import type { Script, Statement } from '../model/script.ts';

/** The statements that a script sends to the server on its way up, in order: what builds the schema on another database. */
export function schemaStatements(script: Script): readonly string[] {
  return script.statements.flatMap(sqlOf);
}

function sqlOf(statement: Statement): readonly string[] {
  if (statement.direction === 'down' || statement.inBodyOf) return [];
  return statement.form === 'sql' ? [statement.text] : (statement.sql ?? []);
}
