import { advance, cursorAt, tokenKind } from '../../dialects/postgres/lexer.ts';
import type { Span } from '../../model/span.ts';

/** The first place at or after `from` where these words follow each other (upper case; comments and strings passed over). */
export function keywordSpan(text: string, words: readonly string[], from = 0): Span | undefined {
  const cursor = cursorAt(from);
  let matched = 0;
  let start = from;
  for (advance(text, cursor); cursor.kind !== tokenKind.end; advance(text, cursor)) {
    if (cursor.kind === tokenKind.lineComment || cursor.kind === tokenKind.blockComment) continue;
    const word = cursor.kind === tokenKind.word ? text.slice(cursor.start, cursor.end).toUpperCase() : '';
    if (word !== words[matched]) matched = 0;
    if (word !== words[matched]) continue;
    if (matched === 0) start = cursor.start;
    matched++;
    if (matched === words.length) return { start, end: cursor.end };
  }
  return undefined;
}
