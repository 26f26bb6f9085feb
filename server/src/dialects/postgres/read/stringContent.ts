import type { Span } from '../../../model/span.ts';
import { tokenKind } from '../lexer.ts';
import type { Source } from './source.ts';

/**
 * What stands between the quotes of a string token, where it can be read in place; `doubled` where quotes in it are
 * doubled. Undefined where escapes make the text differ from the value.
 */
export function stringContent(
  source: Source,
  token: number,
): { readonly span: Span; readonly doubled: boolean } | undefined {
  const start = source.start(token);
  const end = source.end(token);
  if (source.kinds[token] === tokenKind.dollarString) {
    const tag = source.text.indexOf('$', start + 1) + 1 - start;
    return end - start < 2 * tag ? undefined : { span: { start: start + tag, end: end - tag }, doubled: false };
  }
  const quote = source.text.indexOf("'", start);
  if (source.kinds[token] !== tokenKind.string || quote < 0 || end <= quote + 1) return undefined;
  const content = source.text.slice(quote + 1, end - 1);
  if (quote > start && (!/^[eE]$/.test(source.text.slice(start, quote)) || content.includes('\\'))) return undefined;
  return { span: { start: quote + 1, end: end - 1 }, doubled: content.includes("''") };
}

/**
 * The text with the doubled quotes inside the span made single, at the same length: the blank goes outside of the string
 * that they open or close.
 */
export function withoutDoubledQuotes(text: string, span: Span): string {
  let opens = true;
  const content = text.slice(span.start, span.end).replace(/''/g, () => {
    const quote = opens ? " '" : "' ";
    opens = !opens;
    return quote;
  });
  return text.slice(0, span.start) + content + text.slice(span.end);
}
