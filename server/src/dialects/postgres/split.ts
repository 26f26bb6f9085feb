import { firstIndex } from '../../model/firstIndex.ts';
import { finish, type Steps } from '../../model/steps.ts';
import type { Comment, Segment, SplitResult } from '../dialect.ts';
import { insertRunAt } from './insertRun.ts';
import { advance, type Cursor, cursorAt, lookahead, tokenKind } from './lexer.ts';

/** Splits a SQL file into statements, COPY data and psql meta-commands, and collects its comments. Linear; never throws. */
export function split(text: string): SplitResult {
  return finish(splitAll(text, false));
}

/** In longer texts (UTF-16 units) runs of INSERTs are one segment: nobody writes so many by hand. */
const longText = 2_000_000;

/** The same in steps; in a long text runs of INSERTs of constants are one segment each. */
export function splitInSteps(text: string): Steps<SplitResult> {
  return splitAll(text, text.length >= longText);
}

function* splitAll(text: string, hasRuns: boolean): Steps<SplitResult> {
  const segments: Segment[] = [];
  const comments: Comment[] = [];
  const cursor = cursorAt(0);
  do {
    while (hasRuns && readRun(text, cursor, segments)) yield;
    if (segments.length % segmentsAtOnce === 0) yield;
  } while (yield* readSegment(text, cursor, segments, comments));
  return { segments, comments, hasRuns };
}

/** Read before others get their turn. */
const segmentsAtOnce = 500;
const tokensAtOnce = 10_000;

/** Reads the run of INSERTs at the cursor, if there is one. */
function readRun(text: string, cursor: Cursor, segments: Segment[], isCut?: (end: number) => boolean): boolean {
  const run = insertRunAt(text, cursor.end, isCut);
  if (!run) return false;
  segments.push({ kind: 'statement', span: { start: run.start, end: run.contentEnd }, end: run.end });
  cursor.end = run.end;
  return true;
}

/**
 * Splits again after an edit: from shortly before the edit until the boundaries of the new text fall together with those
 * of the old one; what follows is moved, not read.
 */
export function* resplit(
  text: string,
  previous: SplitResult,
  edit: { start: number; oldEnd: number; newEnd: number },
): Steps<SplitResult> {
  const { hasRuns } = previous;
  // Not at every keystroke of a text that is about so long.
  if (hasRuns ? text.length < longText / 2 : text.length >= longText) return yield* splitInSteps(text);
  const old = previous.segments;
  const shift = edit.newEnd - edit.oldEnd;
  const first = restartIndex(old, edit.start);
  const restart = first === 0 ? 0 : (old[first - 1]?.end ?? 0);
  const segments = old.slice(0, first);
  const firstComment = firstIndex(previous.comments, (comment) => comment.span.end > restart);
  const comments = previous.comments.slice(0, firstComment);
  const cursor = cursorAt(restart);
  const oldIndex = (boundary: number): number => firstIndex(old, (segment) => segment.end >= boundary);
  const isCut = (end: number): boolean =>
    end >= edit.newEnd && end - shift >= edit.oldEnd && old[oldIndex(end - shift)]?.end === end - shift;

  /** The whole of it, where the last segment ends as one of the old text did. */
  const linedUp = (): SplitResult | undefined => {
    const last = segments.at(-1);
    if (!last || last.end < edit.newEnd || (last.kind === 'statement' && startsData(text, last))) return undefined;
    const boundary = last.end - shift;
    const next = oldIndex(boundary);
    if (old[next]?.end !== boundary || boundary < edit.oldEnd || old[next + 1]?.kind === 'data') return undefined;
    return {
      segments: joined(segments, old, next + 1, shift === 0 ? undefined : (segment) => movedSegment(segment, shift)),
      comments: joined(
        comments,
        previous.comments,
        firstIndex(previous.comments, (comment) => comment.span.start >= boundary),
        shift === 0
          ? undefined
          : (comment) => ({ span: moved(comment.span, shift), text: comment.text, form: comment.form }),
      ),
      hasRuns,
    };
  };

  for (;;) {
    while (hasRuns && readRun(text, cursor, segments, isCut)) {
      const result = linedUp();
      if (result) return result;
      yield;
    }
    if (segments.length % segmentsAtOnce === 0) yield;
    if (!(yield* readSegment(text, cursor, segments, comments))) return { segments, comments, hasRuns };
    const result = linedUp();
    if (result) return result;
  }
}

/** The first segment to read again: none whose tokens could see the edit, and never COPY data without its statement. */
function restartIndex(segments: readonly Segment[], start: number): number {
  let index = firstIndex(segments, (segment) => segment.end >= start - lookahead);
  while (index > 0 && segments[index]?.kind === 'data') index--;
  return index;
}

/** `head` and then `tail` from the index on, each moved where `move` is given. */
function joined<Item>(head: Item[], tail: readonly Item[], from: number, move?: (item: Item) => Item): Item[] {
  const rest = tail.slice(from);
  if (move) {
    for (let index = 0; index < rest.length; index++) {
      const item = rest[index];
      if (item !== undefined) rest[index] = move(item);
    }
  }
  return head.concat(rest);
}

function moved(span: { start: number; end: number }, shift: number) {
  return { start: span.start + shift, end: span.end + shift };
}

function movedSegment(segment: Segment, shift: number): Segment {
  return { kind: segment.kind, span: moved(segment.span, shift), end: segment.end + shift };
}

/**
 * Reads one segment from `cursor` and pushes it (and the comments met); false at the end of the text. Yields in a long one.
 * Between segments the splitter has no state, except that data follows COPY … FROM stdin, which is read along with it.
 */
function* readSegment(text: string, cursor: Cursor, segments: Segment[], comments: Comment[]): Steps<boolean> {
  const statement = new StatementState();
  let start = -1;
  let end = -1;
  for (let tokens = 1; ; tokens++) {
    if (tokens % tokensAtOnce === 0) yield;
    advance(text, cursor);
    const kind = cursor.kind;
    if (kind === tokenKind.lineComment || kind === tokenKind.blockComment) {
      comments.push(commentOf(text, cursor));
      continue;
    }
    if (kind === tokenKind.end) {
      if (start >= 0) segments.push({ kind: 'statement', span: { start, end }, end: text.length });
      return false;
    }
    if (kind === tokenKind.backslash) {
      if (start < 0) {
        const lineStop = endOfLine(text, cursor.start);
        segments.push({ kind: 'meta', span: { start: cursor.start, end: lineStop.content }, end: lineStop.next });
        cursor.end = lineStop.next;
        return true;
      }
      // `\;` sends two statements together; for reading they are two.
      if (text.charCodeAt(cursor.end) === 59) {
        cursor.end++;
        segments.push({ kind: 'statement', span: { start, end }, end: cursor.end });
        return true;
      }
      const sends = /^(?:g|gx|gset|gexec|gdesc|bind_named|bind|crosstabview|watch|r|reset)\b/.test(
        text.slice(cursor.end, cursor.end + 14),
      );
      if (sends) {
        const stop = endOfLine(text, cursor.start).next;
        segments.push({ kind: 'statement', span: { start, end }, end: stop });
        cursor.end = stop;
        return true;
      }
      if (startsLine(text, cursor.start)) {
        segments.push({ kind: 'statement', span: { start, end }, end: cursor.start });
        cursor.end = cursor.start;
        return true;
      }
    }
    if (kind === tokenKind.punctuation && text.charCodeAt(cursor.start) === 59 && !statement.isOpen) {
      if (start < 0) continue;
      segments.push({ kind: 'statement', span: { start, end }, end: cursor.end });
      if (statement.copiesFromInput) readData(text, cursor, segments);
      return true;
    }
    if (start < 0) start = cursor.start;
    end = cursor.end;
    statement.see(text, cursor);
  }
}

function commentOf(text: string, cursor: Cursor): Comment {
  const span = { start: cursor.start, end: cursor.end };
  const source = text.slice(span.start, span.end);
  if (cursor.kind === tokenKind.lineComment) {
    return { span, text: source.replace(/^-+/, '').trim(), form: 'line' };
  }
  return {
    span,
    text: source
      .replace(/^\/\*+/, '')
      .replace(/\*+\/$/, '')
      .trim(),
    form: 'block',
  };
}

function endOfLine(text: string, from: number): { content: number; next: number } {
  const newline = text.indexOf('\n', from);
  if (newline < 0) return { content: text.length, next: text.length };
  return { content: text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline, next: newline + 1 };
}

function startsLine(text: string, at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const code = text.charCodeAt(before);
    if (code === 10 || code === 13) return true;
    if (code !== 32 && code !== 9) return false;
  }
  return true;
}

/** The rows after COPY … FROM stdin: from the next line to the line `\.`. */
function readData(text: string, cursor: Cursor, segments: Segment[]): void {
  const start = endOfLine(text, cursor.end).next;
  if (start >= text.length && text.slice(cursor.end).trim() === '') return;
  let end = start;
  while (end < text.length && !isDataEnd(text, end)) end = endOfLine(text, end).next;
  const next = end >= text.length ? text.length : endOfLine(text, end).next;
  segments.push({ kind: 'data', span: { start, end }, end: next });
  cursor.end = next;
}

/** Whether the line that starts here is `\.` alone. */
function isDataEnd(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 92 || text.charCodeAt(at + 1) !== 46) return false;
  return at + 2 === text.length || endOfLine(text, at).content === at + 2;
}

/** Whether the statement is a COPY … FROM stdin, after which a boundary is no place to resume. */
function startsData(text: string, segment: Segment): boolean {
  return /^copy\b/i.test(text.slice(segment.span.start, segment.span.start + 5));
}

/** What the words of a statement so far say about its semicolons. */
class StatementState {
  private words = 0;
  private form: 'plain' | 'create' | 'function' | 'rule' | 'copy' = 'plain';
  private parentheses = 0;
  private blocks = 0;
  private previous = '';
  private fromInput = false;

  /** A semicolon here belongs to the statement: inside BEGIN ATOMIC … END or the parentheses of a rule. */
  get isOpen(): boolean {
    return this.blocks > 0 || (this.form === 'rule' && this.parentheses > 0);
  }

  get copiesFromInput(): boolean {
    return this.fromInput;
  }

  see(text: string, cursor: Cursor): void {
    if (this.form === 'plain' && this.words > 0) return;
    if (cursor.kind === tokenKind.punctuation) {
      const code = text.charCodeAt(cursor.start);
      if (code === 40) this.parentheses++;
      else if (code === 41 && this.parentheses > 0) this.parentheses--;
      this.previous = '';
    } else if (cursor.kind === tokenKind.word) {
      this.seeWord(cursor.end - cursor.start > 12 ? '' : text.slice(cursor.start, cursor.end).toLowerCase());
    } else {
      this.words++;
      this.previous = '';
    }
  }

  private seeWord(word: string): void {
    const position = this.words++;
    if (position === 0) {
      this.form = word === 'create' ? 'create' : word === 'copy' ? 'copy' : 'plain';
    } else if (this.form === 'create') {
      if (word === 'function' || word === 'procedure') this.form = 'function';
      else if (word === 'rule') this.form = 'rule';
      else if (position > 3 || (word !== 'or' && word !== 'replace')) this.form = 'plain';
    } else if (this.form === 'copy') {
      // The server takes FROM stdout for the same.
      if ((word === 'stdin' || word === 'stdout') && this.previous === 'from' && this.parentheses === 0)
        this.fromInput = true;
    } else if (this.form === 'function') {
      if (this.blocks === 0) {
        if (word === 'atomic' && this.previous === 'begin') this.blocks = 1;
      } else if (word === 'case') this.blocks++;
      else if (word === 'end') this.blocks--;
    }
    this.previous = word;
  }
}
