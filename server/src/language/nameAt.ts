import type { QualifiedName } from '../model/names.ts';
import type { Span } from '../model/span.ts';

const longestName = 256;

/** The (qualified) SQL name around the offset, folded as the server folds it; undefined where there is none. */
export function nameAt(text: string, offset: number): (QualifiedName & { readonly span: Span }) | undefined {
  const from = Math.max(0, offset - longestName);
  const around = text.slice(from, offset + longestName);
  for (const match of around.matchAll(
    /(?:"(?:[^"\n]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)(?:\s*\.\s*(?:"(?:[^"\n]|"")+"|[\p{L}_][\p{L}\p{N}_$]*))*/gu,
  )) {
    const span = { start: from + match.index, end: from + match.index + match[0].length };
    if (span.start > offset) break;
    if (span.end < offset) continue;
    const parts = match[0].match(/"(?:[^"\n]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
    const [name, schema] = parts.map(unquoted).reverse();
    return name === undefined ? undefined : { name, schema, span };
  }
  return undefined;
}

function unquoted(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase();
}
