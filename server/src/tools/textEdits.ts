import type { Span } from '../model/span.ts';

/** No line that people write is longer. A minified file must not be gone through from end to end for every fix. */
const longestLine = 10_000;

/** The line ending of a text: that of its first line. */
export function lineEndingOf(text: string): '\r\n' | '\n' {
  const first = text.slice(0, longestLine).indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** White space at the start of the line that holds the offset; none where that is too far to see. */
export function indentationAt(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - longestLine), offset);
  const newline = before.lastIndexOf('\n');
  if (newline < 0 && before.length < offset) return '';
  return /^[ \t]*/.exec(before.slice(newline + 1))?.[0] ?? '';
}

/** The span widened to whole lines where nothing else is on them, so that removing it leaves no empty line. */
export function wholeLines(text: string, span: Span): Span {
  const from = Math.max(0, span.start - longestLine);
  const lineStart = from + text.slice(from, span.start).lastIndexOf('\n') + 1;
  const newline = text.slice(span.end, span.end + longestLine).indexOf('\n');
  const lineEnd = newline < 0 ? Math.min(text.length, span.end + longestLine) : span.end + newline + 1;
  const before = text.slice(lineStart, span.start);
  const after = text.slice(span.end, lineEnd);
  return before.trim() === '' && after.trim() === '' ? { start: lineStart, end: lineEnd } : span;
}

/** Words as a lower-case file name part: `Validate orders_fk` → `validate_orders_fk`. */
export function snakeName(words: string): string {
  return (
    words
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '') || 'migration'
  );
}

/** Words as a class name: `validate orders_fk` → `ValidateOrdersFk`. */
export function pascalName(words: string): string {
  return snakeName(words)
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
