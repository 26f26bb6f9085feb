import type { Span } from '../../../model/span.ts';
import type { Source } from './source.ts';

/** The span with the parentheses directly around it. */
export function withParentheses(source: Source, span: Span): Span {
  let first = source.indexAt(span.start);
  let last = source.indexBefore(span.end);
  let before = first - 1;
  while (source.is(before, '(') && source.partner(before) === last + 1) {
    first = before;
    last++;
    before--;
  }
  return source.span(first, last);
}

/** From the start of `first` to the end of `last`, both with their parentheses; brackets left half open are completed. */
export function spanning(source: Source, first: Span, last: Span): Span {
  let start = source.indexAt(withParentheses(source, first).start);
  let end = source.indexBefore(withParentheses(source, last).end);
  while (source.is(start - 1, '(') && source.partner(start - 1) <= end && source.partner(start - 1) > start) start--;
  while (source.is(end + 1, ')') && source.partner(end + 1) >= start) end++;
  return source.span(start, end);
}

/** From the token `first` to the closing bracket of the first bracket from `from` on; `first` alone where there is none. */
export function throughBracket(source: Source, first: number, from = first): Span {
  for (let index = from; index < source.count; index++) {
    if (source.partner(index) > index) return source.span(first, source.partner(index));
    if (source.is(index, ';')) break;
  }
  return source.span(first, first);
}
