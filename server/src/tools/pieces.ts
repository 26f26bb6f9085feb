import { isVerbatim, type Piece } from '../model/script.ts';
import type { Span } from '../model/span.ts';

/** The pieces of a part of a text, relative to that part. */
export function piecesWithin(pieces: readonly Piece[], part: Span): readonly Piece[] {
  return pieces
    .filter((piece) => piece.text.start < part.end && part.start < piece.text.end)
    .map((piece) => {
      const start = Math.max(piece.text.start, part.start);
      const end = Math.min(piece.text.end, part.end);
      const text = { start: start - part.start, end: end - part.start };
      if (piece.hole || !isVerbatim(piece)) return { ...piece, text };
      const from = piece.file.start + (start - piece.text.start);
      return { text, file: { start: from, end: from + (end - start) } };
    });
}

/** The run of the file that a part of the text came from, holes included. */
export function outerSpan(pieces: readonly Piece[], part: Span): Span | undefined {
  const own = piecesWithin(pieces, part);
  if (own.length === 0) return undefined;
  return {
    start: Math.min(...own.map((piece) => piece.file.start)),
    end: Math.max(...own.map((piece) => piece.file.end)),
  };
}
