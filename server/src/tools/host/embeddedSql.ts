import type { TargetVersion } from '../../model/dialect.ts';
import {
  type Direction,
  isVerbatim,
  type Piece,
  type Reading,
  type Statement,
  type TransactionScope,
} from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import type { StatementReader } from '../dialectOf.ts';
import { piecesWithin } from '../pieces.ts';
import type { StringPart } from './value.ts';

/** How the statements of a string run. */
export interface EmbeddedContext {
  readonly reader: StatementReader;
  readonly version: TargetVersion;
  readonly direction: Direction;
  readonly transaction?: TransactionScope;
  readonly handle?: unknown;
}

/** The statements in a string of SQL, each mapped to the file through its pieces. */
export function embeddedStatements(parts: readonly StringPart[], context: EmbeddedContext): readonly Statement[] {
  const { text, pieces } = assemble(parts);
  if (pieces.every((piece) => piece.hole)) return [];
  return context.reader
    .split(text)
    .segments.filter((segment) => segment.kind === 'statement')
    .map((segment) => statementOf(text, pieces, segment.span, context));
}

function statementOf(text: string, pieces: readonly Piece[], span: Span, context: EmbeddedContext): Statement {
  const own = piecesWithin(pieces, span);
  const sql = text.slice(span.start, span.end);
  const reading = context.reader.read(sql, context.version);
  const start = Math.min(...own.map((piece) => piece.file.start));
  const place = { start, end: Math.max(...own.map((piece) => piece.file.end)) };
  const isPlain = own.length === 1 && !own[0]?.hole && place.end - place.start === sql.length;
  return {
    span: place,
    text: sql,
    reading: own.some((piece) => piece.hole) ? withHoles(reading) : reading,
    direction: context.direction,
    transaction: context.transaction,
    pieces: isPlain ? undefined : own,
    form: 'sql',
    handle: context.handle,
  };
}

/** An interpolation may stand for anything: what looks like a mistake may be none. */
function withHoles(reading: Reading): Reading {
  const { operations, queries, body, features } = reading;
  const confidence = reading.confidence === 'none' ? 'none' : 'partial';
  return { operations, queries, body, features, syntaxProblems: [], confidence };
}

/** One text with a stand-in for each hole, chosen so that the text around it still parses. */
function assemble(parts: readonly StringPart[]): { readonly text: string; readonly pieces: readonly Piece[] } {
  let text = '';
  const pieces: Piece[] = [];
  for (const part of parts) {
    const piece = part.hole ? part.text || standIn(text) : part.text;
    const start = text.length;
    text += piece;
    const place = { text: { start, end: text.length }, file: part.file };
    const last = pieces.at(-1);
    if (part.hole) pieces.push({ ...place, hole: true });
    else if (last && !last.hole && continues(last, place)) pieces[pieces.length - 1] = joined(last, place);
    else if (piece.length > 0) pieces.push(place);
  }
  return { text, pieces };
}

function continues(last: Piece, next: Piece): boolean {
  return last.file.end === next.file.start && isVerbatim(last) && isVerbatim(next);
}

function joined(left: Piece, right: Piece): Piece {
  return {
    text: { start: left.text.start, end: right.text.end },
    file: { start: left.file.start, end: right.file.end },
  };
}

/** A number where only one can stand, else a word: it is a name, an expression, or part of what it is glued to. */
function standIn(before: string): string {
  return /\b(limit|offset|interval)\s+$/i.test(before) ? '1' : 'dba1';
}
