import type { TextEdit } from './finding.ts';

/** The text after the edits of one file: spans are offsets in `text`, and do not overlap; those at the same place keep their order. */
export function applyEdits(text: string, edits: readonly Pick<TextEdit, 'span' | 'newText'>[]): string {
  const ordered = edits.map((edit, order) => ({ edit, order }));
  ordered.sort((a, b) => a.edit.span.start - b.edit.span.start || a.order - b.order);
  let result = '';
  let at = 0;
  for (const { edit } of ordered) {
    result += text.slice(at, Math.max(at, edit.span.start)) + edit.newText;
    at = Math.max(at, edit.span.end);
  }
  return result + text.slice(at);
}
