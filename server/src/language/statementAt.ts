import { statementSpansIn } from '../analysis/runs.ts';
import { statementIndexAt } from '../analysis/statementSearch.ts';
import type { Script, Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import { type StatementAtParams, type StatementAtResult, statementAtRequest } from '../protocol.ts';
import type { ServerContext } from './context.ts';
import { rangeOf } from './ranges.ts';
import { statementKind } from './statementKind.ts';

/** Answers which statement the cursor is in, or the next before it on the same line. */
export function registerStatementAt(context: ServerContext): void {
  context.connection.onRequest(statementAtRequest, ({ uri, position }: StatementAtParams, token) =>
    context.answer<StatementAtResult | null>('Statement at', null, async () => {
      await context.ready;
      const document = context.documents.get(uri);
      const analysis = document && (await context.analyse(context.names.fileOf(uri), token));
      if (!document || !analysis) return null;
      const offset = document.offsetAt(position);
      const statement = statementAt(analysis.script, offset);
      if (!statement) return null;
      const span = spanAt(analysis.script, statement, offset);
      const sql = span === statement.span ? statement.text : analysis.script.text.slice(span.start, span.end);
      return { sql, range: rangeOf(document, span), kind: statementKind(statement) };
    }),
  );
}

function statementAt(script: Script, offset: number): Statement | undefined {
  const outer = script.statements.filter((statement) => !statement.inBodyOf);
  const at = statementIndexAt(outer, (statement) => statement, offset);
  const found = outer[at];
  if (found && (offset <= found.span.end || isOnSameLine(script.text, found.span.end, offset))) return found;
  // Before the first statement of a line: the one that starts there.
  const next = outer[at + 1];
  return next && isOnSameLine(script.text, offset, next.span.start) ? next : undefined;
}

/** Of a run of INSERTs the one that is meant: the last that starts before the offset, the first otherwise. */
function spanAt(script: Script, statement: Statement, offset: number): Span {
  const spans = statementSpansIn(script, statement);
  return spans.findLast(({ start }) => start <= offset) ?? spans[0] ?? statement.span;
}

function isOnSameLine(text: string, from: number, to: number): boolean {
  return !text.slice(from, to).includes('\n');
}
