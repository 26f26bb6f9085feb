import { TextDocument } from 'vscode-languageserver-textdocument';
import { split } from '../dialects/postgres/split.ts';
import type { SchemaStatement } from '../model/schemaScript.ts';
import { kindsOf, type Script, type Statement } from '../model/script.ts';
import { statementSpansIn } from './runs.ts';

/** The statements that a script sends to the server on its way up, in order: what builds the schema on another database. */
export function schemaStatements(script: Script): readonly SchemaStatement[] {
  const lineAt = lines(script.text);
  const rows = script.statements.some(copies) ? rowsByStatement(script.text, lineAt) : undefined;
  return script.statements.flatMap((statement) => {
    // Each is for itself: where one is refused the others are not.
    if (statement.reading.statements !== undefined && statement.direction !== 'down') {
      return statementSpansIn(script, statement).map(({ start, end }) => ({
        sql: script.text.slice(start, end),
        line: lineAt(start),
      }));
    }
    const line = lineAt(statement.span.start);
    return sqlOf(statement).map((sql) => ({ sql, line, rows: rows?.get(statement.span.start) }));
  });
}

/** The same of a file that is nothing but SQL, such as a seed. */
export function sqlFileStatements(text: string): readonly SchemaStatement[] {
  const lineAt = lines(text);
  const rows = rowsByStatement(text, lineAt);
  return split(text)
    .segments.filter(({ kind }) => kind === 'statement')
    .map(({ span }) => ({
      sql: text.slice(span.start, span.end),
      line: lineAt(span.start),
      rows: rows.get(span.start),
    }));
}

function sqlOf(statement: Statement): readonly string[] {
  if (statement.direction === 'down' || statement.inBodyOf) return [];
  return statement.form === 'sql' ? [statement.text] : (statement.sql ?? []);
}

function copies(statement: Statement): boolean {
  return statement.form === 'sql' && kindsOf(statement.reading).includes('copy');
}

type Rows = NonNullable<SchemaStatement['rows']>;

/** The rows that follow a COPY … FROM stdin, by the offset at which the statement starts. */
function rowsByStatement(text: string, lineAt: (offset: number) => number): ReadonlyMap<number, Rows> {
  const found = new Map<number, Rows>();
  const { segments } = split(text);
  for (const [index, { kind, span }] of segments.entries()) {
    const statement = segments[index - 1];
    if (kind !== 'data' || !statement) continue;
    found.set(statement.span.start, { text: text.slice(span.start, span.end), line: lineAt(span.start) });
  }
  return found;
}

function lines(text: string): (offset: number) => number {
  const document = TextDocument.create('', 'sql', 0, text);
  return (offset) => document.positionAt(offset).line;
}
