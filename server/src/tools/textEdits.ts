import type { Span } from '../model/span.ts';

/** The line ending of a text: that of its first line. */
export function lineEndingOf(text: string): '\r\n' | '\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** White space at the start of the line that holds the offset. */
export function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** The span widened to whole lines where nothing else is on them, so that removing it leaves no empty line. */
export function wholeLines(text: string, span: Span): Span {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.end);
  const lineEnd = newline < 0 ? text.length : newline + 1;
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
