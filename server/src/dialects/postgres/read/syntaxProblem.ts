import type { SyntaxProblem } from '../../../model/script.ts';
import type { Span } from '../../../model/span.ts';
import { offsetOfCharacter, type Source } from './source.ts';

/** The server's message at the token that it stumbled over; the last token where the text ended too early. */
export function syntaxProblem(source: Source, message: string, characters: number): SyntaxProblem {
  const problem = { message, span: offendingToken(source, message, characters) };
  return /^(?:syntax error|unterminated)/.test(message) ? { ...problem, code: '42601' } : problem;
}

/** Index of the token that the parser's error position falls on. */
export function offendingIndex(source: Source, characters: number): number {
  const index = source.indexBefore(offsetOfCharacter(source.plain, characters)) + 1;
  return Math.min(index, source.count - 1);
}

function offendingToken(source: Source, message: string, characters: number): Span {
  const index = offendingIndex(source, characters);
  const span = source.span(index, index);
  if (!/^unterminated/.test(message)) return span;
  // What is left open runs to the end of the text: its first line tells enough.
  const line = source.text.slice(span.start, span.end).search(/[\r\n]/);
  return line > 0 ? { start: span.start, end: span.start + line } : span;
}
