import type { StringPart } from './value.ts';

/**
 * The parts of a literal's text. `source` is what stands between the quotes, from offset `start` of the file;
 * `escapePattern` matches one escape sequence and `decode` gives its value.
 */
export function literalParts(
  source: string,
  start: number,
  escapePattern: RegExp | undefined,
  decode: (sequence: string) => string,
): readonly StringPart[] {
  const parts: StringPart[] = [];
  let from = 0;
  const plain = (to: number): void => {
    if (to > from) parts.push({ text: source.slice(from, to), file: { start: start + from, end: start + to } });
  };
  for (const match of escapePattern ? source.matchAll(escapePattern) : []) {
    plain(match.index);
    from = match.index + match[0].length;
    parts.push({ text: decode(match[0]), file: { start: start + match.index, end: start + from } });
  }
  plain(source.length);
  return parts;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '\n': '',
  '\r\n': '',
};

export const pythonEscape = /\\(?:\r\n|N\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g;

/** The text of one escape sequence of a Python string. An unknown one stands for itself, as in Python. */
export function decodePython(sequence: string): string {
  const body = sequence.slice(1);
  const simple = simpleEscapes[body];
  if (simple !== undefined) return simple;
  if (/^[xuU]/.test(body)) return codePoint(Number.parseInt(body.slice(1), 16));
  if (/^[0-7]/.test(body)) return codePoint(Number.parseInt(body, 8));
  if (body.startsWith('N{')) return '?';
  return /^["'\\]$/.test(body) ? body : sequence;
}

export const scriptEscape = /\\(?:\r\n|x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|[\s\S])/g;

/** The text of one escape sequence of a JavaScript string or template. */
export function decodeScript(sequence: string): string {
  const body = sequence.slice(1);
  if (body === 'a') return 'a';
  const simple = simpleEscapes[body];
  if (simple !== undefined) return simple;
  if (body === '0') return '\0';
  if (/^[xu]./.test(body)) return codePoint(Number.parseInt(body.replace(/[^0-9a-fA-F]/g, ''), 16));
  return body;
}

function codePoint(code: number): string {
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
