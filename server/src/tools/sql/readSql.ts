import type { SplitResult } from '../../dialects/dialect.ts';
import type { Direction, Reading, Script, Statement, TransactionScope } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import { tellStatementChange } from '../../model/statementChange.ts';
import type { Steps } from '../../model/steps.ts';
import { withBodies } from '../bodies.ts';
import { dialectOf, readerFor } from '../dialectOf.ts';
import type { DialectLookup, FileContext, PreviousRead } from '../tool.ts';
import { findMarkers, type PlacedMarker, statementSpans } from './cut.ts';
import { directionFromName, type SqlFlavour } from './flavour.ts';
import { foreignSql } from './foreignSql.ts';

/** What the next incremental read of the same file builds on. */
interface ReaderState {
  readonly split: SplitResult;
  /** The top-level statements. */
  readonly holders: readonly Statement[];
  /** Some statement has a body, or had one before an edit. */
  readonly hasBodies: boolean;
  /** The direction of all statements, where it is the same and none has a transaction of its own. */
  readonly only?: Direction;
}

interface Section {
  /** Offset where it begins. */
  readonly start: number;
  readonly direction: Direction;
  readonly noTransaction: boolean;
}

const states = new WeakMap<Script, ReaderState>();

/**
 * Reads a `.sql` file the way `flavour` runs it; what the edit did not touch is taken from `previous`. Never throws. Yields
 * after each statement that it reads.
 */
export function* readSql(
  flavour: SqlFlavour,
  text: string,
  context: FileContext,
  dialects: DialectLookup,
  previous?: PreviousRead,
): Steps<Script> {
  const dialect = dialectOf(context, () => foreignSql(text));
  const version = context.targetVersion;
  const support = readerFor(dialects, dialect);
  const sameSetting = previous?.script.dialect === dialect && previous.script.targetVersion === version;
  const before = previous && sameSetting ? states.get(previous.script) : undefined;
  const split = yield* previous && before
    ? support.resplit(text, before.split, previous.edit)
    : support.splitInSteps(text);
  const markers = findMarkers(flavour, split);
  const sections = sectionsOf(context.file, markers);
  const spans = statementSpans(text, split, markers);
  const reused = before && previous ? reusable(spans, before.holders, previous.edit) : nothingReusable;

  // Most files have one section: what is before the edit is taken over as a whole.
  const taken = before && sections.length === 1 && before.only === sections[0]?.direction ? reused.prefix : 0;
  const holders: Statement[] = taken > 0 && before ? before.holders.slice(0, taken) : [];
  let section = 0;
  let hasBodies = before?.hasBodies ?? false;
  /** What is taken from before differs in its place at most. */
  let isSame = true;
  for (let at = taken; at < spans.length; at++) {
    const span = spans[at];
    if (!span) continue;
    while ((sections[section + 1]?.start ?? Number.POSITIVE_INFINITY) <= span.start) section++;
    const direction = sections[section]?.direction ?? 'up';
    if (at % takenAtOnce === 0) yield;
    const old = reusedAt(reused, before?.holders, at, spans.length);
    if (old && old.direction !== direction) isSame = false;
    if (old && old.span.start === span.start && old.direction === direction) holders[at] = old;
    else if (old) holders[at] = placed(span, old.text, old.reading, direction, old.transaction);
    else {
      const slice = text.slice(span.start, span.end);
      const body = before ? unshared(slice) : slice;
      const reading = support.read(body, version);
      hasBodies ||= reading.body.length > 0;
      holders[at] = placed(span, body, reading, direction, undefined);
      yield;
    }
  }
  const { scope, isMarked, only } = applyScopes(flavour, context, holders, sections, before?.only);
  if (before && !hasBodies && isSame && !isMarked) tellStatementChange(before.holders, holders, reused);
  const script: Script = {
    file: context.file,
    text,
    tool: flavour.id,
    dialect,
    targetVersion: version,
    isMigration: context.isMigration ?? flavour.isMigration?.(context.file, () => readingsOf(holders)) ?? true,
    transaction: scope,
    statements: hasBodies ? withBodies(holders) : holders,
    comments: split.comments,
    problems: [],
  };
  states.set(script, { split, holders, hasBodies, only });
  return script;
}

function placed(
  span: Span,
  text: string,
  reading: Reading,
  direction: Direction,
  transaction: TransactionScope | undefined,
): Statement {
  return { span, text, reading, direction, transaction, form: 'sql' };
}

/** Statements that are moved before others get their turn. */
const takenAtOnce = 20_000;

/** Counts of statements at the start and at the end of the old and the new file that are the same text. */
interface Reuse {
  readonly prefix: number;
  readonly suffix: number;
}

const nothingReusable: Reuse = { prefix: 0, suffix: 0 };

function reusable(spans: readonly Span[], old: readonly Statement[], edit: PreviousRead['edit']): Reuse {
  const most = Math.min(spans.length, old.length);
  let prefix = 0;
  while (prefix < most) {
    const span = spans[prefix];
    const former = old[prefix]?.span;
    if (!span || !former || span.end > edit.start) break;
    if (span !== former && (span.start !== former.start || span.end !== former.end)) break;
    prefix++;
  }
  const shift = edit.newEnd - edit.oldEnd;
  let suffix = 0;
  while (suffix < most - prefix) {
    const span = spans[spans.length - 1 - suffix];
    const former = old[old.length - 1 - suffix]?.span;
    if (!span || !former || span.start !== former.start + shift || span.end !== former.end + shift) break;
    if (span.start < edit.newEnd) break;
    suffix++;
  }
  return { prefix, suffix };
}

function reusedAt(
  reuse: Reuse,
  old: readonly Statement[] | undefined,
  at: number,
  count: number,
): Statement | undefined {
  if (at < reuse.prefix) return old?.[at];
  return count - at <= reuse.suffix ? old?.[old.length - (count - at)] : undefined;
}

/** A copy that does not keep the whole file alive, as a slice does: statements outlive the text they were cut from. */
function unshared(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

function sectionsOf(file: string, markers: readonly PlacedMarker[]): readonly Section[] {
  const wholeFile = markers.some((marker) => marker.noTransaction === 'file');
  const sections: Section[] = [{ start: 0, direction: directionFromName(file), noTransaction: wholeFile }];
  for (const marker of markers) {
    const last = sections.at(-1);
    if (!last || (!marker.direction && marker.noTransaction !== 'section')) continue;
    sections.push({
      start: marker.span.end,
      direction: marker.direction ?? last.direction,
      noTransaction: wholeFile || marker.noTransaction === 'section',
    });
  }
  return sections;
}

/** Returns the scope of the file, which is that of its up part, and marks the statements that run in another one, if any. */
function applyScopes(
  flavour: SqlFlavour,
  context: FileContext,
  holders: Statement[],
  sections: readonly Section[],
  before: Direction | undefined,
): { readonly scope: TransactionScope; readonly isMarked: boolean; readonly only?: Direction } {
  const scopeOf = (direction: Direction): TransactionScope =>
    flavour.transaction({
      file: context.file,
      direction,
      noTransaction: sections.some((section) => section.direction === direction && section.noTransaction),
      readings: () => readingsOf(holders.filter((holder) => holder.direction === direction)),
      project: context.project,
      siblings: context.siblings,
    });
  const isMixed = sections.some((section) => section.direction !== sections[0]?.direction);
  const main = isMixed && holders.some((holder) => holder.direction === 'up') ? 'up' : (holders[0]?.direction ?? 'up');
  const scope = scopeOf(main);
  const other = isMixed ? scopeOf(main === 'up' ? 'down' : 'up') : scope;
  const only = isMixed ? undefined : sections[0]?.direction;
  if (only && only === before) return { scope, isMarked: false, only };
  let isMarked = false;
  for (let at = 0; at < holders.length; at++) {
    const holder = holders[at];
    const own = holder?.direction !== main && other !== scope ? other : undefined;
    if (!holder || holder.transaction === own) continue;
    holders[at] = placed(holder.span, holder.text, holder.reading, holder.direction, own);
    isMarked = true;
  }
  return { scope, isMarked, only };
}

function readingsOf(statements: readonly Statement[]): readonly Reading[] {
  return statements.map((statement) => statement.reading);
}
