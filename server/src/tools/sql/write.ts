import { applyEdits } from '../../model/applyEdits.ts';
import type { Fix, NewFile, TextEdit } from '../../model/finding.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import { fileSpan, kindsOf, type Script, type Statement } from '../../model/script.ts';
import { mayRunLater } from '../mayRunLater.ts';
import { fileName } from '../paths.ts';
import { indentationAt, lineEndingOf, wholeLines } from '../textEdits.ts';
import type { FileContext } from '../tool.ts';
import { undoLater, undoOf, wayBack } from '../wayBack.ts';
import { type Destination, destinationsOf } from './destinations.ts';
import { directionFromName, type SqlFlavour } from './flavour.ts';
import { runsAlone } from './runsAlone.ts';

/** Renders a rewrite in the `.sql` file of the statement; undefined where the tool has no way to run it. */
export function writeSql(
  flavour: SqlFlavour,
  rewrite: Rewrite,
  statement: Statement,
  script: Script,
  context: FileContext,
): Fix | undefined {
  const steps = stepsOf(rewrite, statement, flavour);
  if (steps.length === 0) return undefined;
  if (statement.inBodyOf) return inBody(rewrite, statement);
  const plan = destinationsOf(flavour, steps, statement, script, context.siblings);
  if (!plan) return undefined;
  const here = stepsAt(steps, plan.destinations, 'here');
  const later = stepsAt(steps, plan.destinations, 'after-commit');
  if (here.length === 0 && later.length < steps.length && !mayRunLater(statement, script)) return undefined;
  const change =
    'edits' in rewrite.sql && here.length > 0
      ? mapped(rewrite.sql.edits, statement)
      : replaced(here, statement, script);
  const written = wayBack(statement, script);
  const creates = newFiles({ flavour, steps, destinations: plan.destinations, script, context, written });
  if (!change || !creates) return undefined;
  const back = written && backEdits([...here, ...later], written, script);
  // why: a new migration runs forward.
  if (creates.length > 0 && statement.direction === 'down') return undefined;
  const moved = plan.commit && later.length > 0 ? [afterCommit(later, plan.commit, script)] : [];
  const newline = lineEndingOf(script.text);
  const edits = [...(plan.leave?.edits ?? []), ...change, ...moved, ...(back ?? [])].map((edit) => ({
    ...edit,
    newText: ended(edit.newText, newline),
  }));
  const files = [...(plan.leave?.creates ?? []), ...creates].map((file) => ({
    ...file,
    text: ended(file.text, newline),
  }));
  const isReview = files.length > 0 || moved.length > 0 || here.length === 0;
  const needsNone = moved.length === 0 && here.some((step) => step.transaction === 'forbidden');
  const isUnsure = needsNone && mayBeWrapped(flavour, statement, script, context);
  const remark =
    plan.leave?.remark ??
    otherFile(steps, statement, context) ??
    (isUnsure ? 'check that what runs this file opens no transaction' : undefined);
  return {
    title: remark ? `${rewrite.title} (${remark})` : rewrite.title,
    safety: isReview || isUnsure ? 'review' : rewrite.safety,
    edits: edits.sort((left, right) => left.span.start - right.span.start),
    creates: files,
  };
}

/** Whether what runs the file may open a transaction around it, as far as the files of the history show. */
function mayBeWrapped(flavour: SqlFlavour, statement: Statement, script: Script, context: FileContext): boolean {
  if (!flavour.hasUnknownRunner?.(script.file)) return false;
  const shown = runsAlone(context.history?.() ?? [script]);
  return shown === undefined || (shown === 'one' && !isOnlyStatement(statement, script));
}

function isOnlyStatement(statement: Statement, script: Script): boolean {
  return script.statements.every((other) => other === statement || other.inBodyOf === statement);
}

/** Edits are one step: the statement as edited. */
function stepsOf(rewrite: Rewrite, statement: Statement, flavour: SqlFlavour): readonly RewriteStep[] {
  if ('steps' in rewrite.sql) {
    const { written } = flavour;
    return written ? rewrite.sql.steps.map((step) => ({ ...step, sql: step.sql.map(written) })) : rewrite.sql.steps;
  }
  const edited = `${applyEdits(statement.text, rewrite.sql.edits)};`;
  const { transaction = 'any', undo } = rewrite.sql;
  const name = edited
    .replace(/\b(?:concurrently|if\s+(?:not\s+)?exists)\b/gi, '')
    .trim()
    .split(/[\s(]+/)
    .slice(0, 5)
    .join(' ');
  return [{ sql: [edited], undo, transaction, name }];
}

function inBody(rewrite: Rewrite, statement: Statement): Fix | undefined {
  if (!('edits' in rewrite.sql) || (rewrite.sql.transaction ?? 'any') !== 'any') return undefined;
  const edits = mapped(rewrite.sql.edits, statement);
  return edits && { title: rewrite.title, safety: rewrite.safety, edits, creates: [] };
}

function mapped(edits: readonly TextEdit[], statement: Statement): readonly TextEdit[] | undefined {
  const placed = edits.flatMap((edit) => {
    const span = fileSpan(statement, edit.span);
    return span ? [{ span, newText: edit.newText }] : [];
  });
  return placed.length === edits.length ? placed : undefined;
}

function stepsAt(
  steps: readonly RewriteStep[],
  destinations: readonly Destination[],
  kind: Destination['kind'],
): readonly RewriteStep[] {
  return steps.filter((_, at) => destinations[at]?.kind === kind);
}

/** The statement as other ones, or taken out where none of them stays. */
function replaced(here: readonly RewriteStep[], statement: Statement, script: Script): readonly TextEdit[] {
  const { text } = script;
  const terminator = terminatorLength(text, statement.span.end);
  const whole = { start: statement.span.start, end: statement.span.end + terminator };
  if (here.length === 0) return [{ span: withBlankLine(text, wholeLines(text, whole)), newText: '' }];
  const separator = `\n${indentationAt(text, statement.span.start)}`;
  const sql = here.flatMap((step) => step.sql).join(separator);
  return [{ span: statement.span, newText: terminator > 0 ? sql.replace(/;\s*$/, '') : sql }];
}

/** Length of the semicolon at this offset with the white space before it; 0 where none follows. */
function terminatorLength(text: string, offset: number): number {
  terminator.lastIndex = offset;
  return terminator.exec(text)?.[0].length ?? 0;
}

const terminator = /\s*;/y;

/** Takes one of two empty lines along, so that removing what is between them leaves one. */
function withBlankLine(text: string, span: { readonly start: number; readonly end: number }): TextEdit['span'] {
  const after = /^[ \t]*\r?\n/.exec(text.slice(span.end))?.[0].length ?? 0;
  const isAfterBlank = span.start === 0 || /\n[ \t]*\r?\n$/.test(text.slice(Math.max(0, span.start - 200), span.start));
  return isAfterBlank ? { start: span.start, end: span.end + after } : span;
}

function afterCommit(later: readonly RewriteStep[], commit: Statement, script: Script): TextEdit {
  const terminator = terminatorLength(script.text, commit.span.end);
  const at = commit.span.end + terminator;
  const sql = later.flatMap((step) => step.sql).join('\n');
  return { span: { start: at, end: at }, newText: `${terminator > 0 ? '' : ';'}\n\n${sql}` };
}

/** The way back of what stays in the file: as the steps say, instead of the author's statements. */
function backEdits(
  here: readonly RewriteStep[],
  written: readonly Statement[],
  script: Script,
): readonly TextEdit[] | undefined {
  const [first, ...others] = written;
  const undo = first && undoOf(here, written);
  if (!first || !undo) return undefined;
  const asStep: readonly RewriteStep[] = undo.length > 0 ? [{ sql: undo, transaction: 'any', name: '' }] : [];
  return [...replaced(asStep, first, script), ...others.flatMap((other) => replaced([], other, script))];
}

/** Where the way back is a file of its own, it is not at hand: a person must see to it that it fits. */
function otherFile(
  steps: readonly RewriteStep[],
  statement: Statement,
  { file, siblings }: FileContext,
): string | undefined {
  const isOther = kindsOf(statement.reading).some((kind) => /^(?:rename|drop)-(?:table|column)$/.test(kind));
  if (!isOther || !steps.some((step) => step.undo)) return undefined;
  const own = fileName(file).replace(/up(?=\.sql$)/i, '');
  const down = siblings.find(
    (sibling) => directionFromName(sibling) === 'down' && sibling.replace(/down(?=\.sql$)/i, '') === own,
  );
  return down && `${down} must then be adapted`;
}

interface NewFilesOf {
  readonly flavour: SqlFlavour;
  readonly steps: readonly RewriteStep[];
  readonly destinations: readonly Destination[];
  readonly script: Script;
  readonly context: FileContext;
  /** The author's way back of the statement; undefined where it cannot be told apart. */
  readonly written: readonly Statement[] | undefined;
}

function newFiles({
  flavour,
  steps,
  destinations,
  script,
  context,
  written,
}: NewFilesOf): readonly NewFile[] | undefined {
  const creates: NewFile[] = [];
  let offset = 0;
  for (const [at, step] of steps.entries()) {
    const destination = destinations[at];
    if (destination?.kind !== 'new-file') continue;
    const parts = destination.isOneEach ? step.sql.map((one) => [one]) : [step.sql];
    for (const [part, sql] of parts.entries()) {
      offset++;
      const { noTransaction } = destination;
      const { siblings, folders } = context;
      const undo = part === parts.length - 1 && written ? undoLater(step, written) : [];
      const request = { file: script.file, siblings, folders, name: step.name, sql, undo, noTransaction, offset };
      const files = flavour.newMigration?.(request);
      if (!files) return undefined;
      creates.push(...files);
    }
  }
  return creates;
}

function ended(text: string, newline: string): string {
  return newline === '\n' && !text.includes('\r') ? text : text.replace(/\r?\n/g, newline);
}
