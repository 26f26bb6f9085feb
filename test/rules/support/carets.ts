import type { Span } from '../../../server/src/model/span.ts';

/** A line of a comment sign and carets, which says what the line above it must have underlined. */
const caretLine = /^\s*(?:--|#|\/\/)?[\s^]*\^[\s^]*$/;

export interface MarkedText {
  /** Without the caret lines. */
  readonly text: string;
  /** What the carets mark, in that text; a finding over several lines is marked on its first. */
  readonly marks: readonly Span[];
}

/** Takes the caret lines out of an example. */
export function readCarets(marked: string): MarkedText {
  const marks: Span[] = [];
  let text = '';
  let lineStart = 0;
  for (const line of marked.split(/(?<=\n)/)) {
    if (caretLine.test(line.trimEnd()) && text.length > 0) {
      for (const match of line.matchAll(/\^+/g)) {
        marks.push({ start: lineStart + match.index, end: lineStart + match.index + match[0].length });
      }
    } else {
      lineStart = text.length;
      text += line;
    }
  }
  return { text, marks };
}

/** The part of a span on its first line, which is what carets can mark. */
export function onFirstLine(text: string, span: Span): Span {
  const lineEnd = text.indexOf('\n', span.start);
  return { start: span.start, end: lineEnd < 0 ? span.end : Math.min(span.end, lineEnd) };
}

/** Puts a caret line under the first line of each span. `sign` is the comment sign, left out where it has no room. */
export function writeCarets(text: string, spans: readonly Span[], sign: string): string {
  let result = '';
  let start = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const end = start + line.length;
    result += line;
    for (const span of spans) {
      if (span.start < start || span.start >= end) continue;
      const marked = onFirstLine(text, span);
      const indent = marked.start - start;
      const lead = indent >= sign.length ? sign + ' '.repeat(indent - sign.length) : ' '.repeat(indent);
      result += `${lead}${'^'.repeat(Math.max(1, marked.end - marked.start))}\n`;
    }
    start = end;
  }
  return result;
}
