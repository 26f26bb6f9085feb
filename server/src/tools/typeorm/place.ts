import type { TextEdit } from '../../model/finding.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import { fileSpan, type Script, type Statement } from '../../model/script.ts';
import { insideScriptLiteral, scriptLiteral } from '../host/quote.ts';
import { mayRunLater } from '../mayRunLater.ts';
import { indentationAt, lineEndingOf, wholeLines } from '../textEdits.ts';
import type { FileContext } from '../tool.ts';
import { undoOf } from '../wayBack.ts';
import type { MigrationFile } from './parse.ts';
import type { CallHandle } from './read.ts';

export interface Place {
  readonly statement: Statement;
  readonly script: Script;
  readonly context: FileContext;
  readonly file: MigrationFile;
  readonly handle: CallHandle;
  /** The expression that the call is made on: `queryRunner`. */
  readonly runner: string;
  /** What takes the statement back in `down`; undefined where it cannot be told apart. */
  readonly written: readonly Statement[] | undefined;
}

export function queryCall(sql: string): string {
  return `await queryRunner.query(${scriptLiteral(withoutSemicolon(sql))});`;
}

/** The way back of a step that moves to a migration of its own. */
export function undoCalls(step: RewriteStep, { written }: Place): readonly string[] {
  return written ? revertible(step.undo ?? written.flatMap((one) => one.sql ?? [one.text])).map(queryCall) : [];
}

/** Reverting is in a transaction. */
function revertible(sql: readonly string[]): readonly string[] {
  return sql.map((one) => one.replace(/^((?:CREATE(?: UNIQUE)?|DROP) INDEX) CONCURRENTLY /, '$1 '));
}

/** The way back of what stays in the file: as the steps say, instead of the author's calls. */
export function backEdits(here: readonly RewriteStep[], place: Place): readonly TextEdit[] | undefined {
  const written = place.written ?? [];
  const own = undoOf(here, written);
  if (!own) return [];
  const undo = revertible(own);
  const edits: TextEdit[] = [];
  for (const [at, statement] of written.entries()) {
    const handle = statement.handle as CallHandle;
    const reverted: Place = { ...place, statement, handle, runner: handle.runner };
    const edit = at === 0 && undo.length > 0 ? replacement(reverted, undo) : removalOf(reverted);
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits;
}

/** Takes the statement out, for a migration after this one; undefined where something that follows would run too early. */
export function movedAway(place: Place): TextEdit | undefined {
  return mayRunLater(place.statement, place.script) ? removalOf(place) : undefined;
}

/** Removes the statement: the whole call where it runs nothing else. */
export function removalOf(place: Place): TextEdit | undefined {
  const { script, statement, handle } = place;
  const together = script.statements.filter(
    (other) => !other.inBodyOf && (other.handle as CallHandle | undefined)?.host.start === handle.host.start,
  );
  if (together.length === 1) return { span: wholeLines(script.text, handle.host), newText: '' };
  const span = fileSpan(statement, { start: 0, end: statement.text.length });
  if (!span) return undefined;
  const after = /^\s*;/.exec(script.text.slice(span.end))?.[0].length ?? 0;
  return { span: { start: span.start, end: span.end + after }, newText: '' };
}

export function withoutSemicolon(sql: string): string {
  return sql.replace(/;\s*$/, '');
}

/** The call (or the statement in its string) as the given SQL. */
export function replacement(place: Place, sql: readonly string[]): TextEdit | undefined {
  const { statement, handle, runner } = place;
  const statements = sql.map(withoutSemicolon);
  if (statement.form === 'sql') {
    const span = fileSpan(statement, { start: 0, end: statement.text.length });
    return span && { span, newText: insideScriptLiteral(statements.join('; '), handle.quote) };
  }
  const calls = statements.map((one) => `await ${runner}.query(${scriptLiteral(one)});`);
  return { span: handle.host, newText: calls.join(lineBreak(place)) };
}

/** The end of a line, and the indentation of the call. */
export function lineBreak({ script, handle }: Place): string {
  return lineEndingOf(script.text) + indentationAt(script.text, handle.host.start);
}
