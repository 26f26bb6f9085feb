import { type TokenKind, tokenKind } from '../lexer.ts';
import type { Source } from './source.ts';

/** A part of the text that something else fills in before the server sees it. */
export interface Placeholder {
  readonly start: number;
  readonly end: number;
  /**
   * `value`: a bind parameter or psql variable; `template`: any text, so that nothing is certain of the grammar;
   * `text`: `%s` and the like, a value for some and any text for format().
   */
  readonly form: 'value' | 'template' | 'text';
}

/** What is put in a placeholder's place, always of the same length. */
export const fillings = ['name', 'number', 'string', 'blank'] as const;
export type Filling = (typeof fillings)[number];

const firstMark = 0xe000;
const marks = 0x1800;

/** The placeholders among the tokens, in order. They only count where the text as it stands does not parse. */
export function findPlaceholders(source: Source): Placeholder[] {
  const found: Placeholder[] = [];
  for (let index = 0; index < source.count && found.length < marks; index++) {
    const placeholder = placeholderAt(source, index);
    if (!placeholder || placeholder.start < (found.at(-1)?.end ?? 0)) continue;
    found.push(placeholder);
  }
  return found;
}

function placeholderAt(source: Source, index: number): Placeholder | undefined {
  const kind = source.kinds[index] as TokenKind;
  const start = source.start(index);
  const end = source.end(index);
  if (kind === tokenKind.variable) return { start, end, form: 'value' };
  if (source.is(index, ':') && source.kinds[index + 1] === tokenKind.number && source.start(index + 1) === end) {
    const before = source.text.charAt(start - 1);
    return /[\w\])]/.test(before) ? undefined : { start, end: source.end(index + 1), form: 'value' };
  }
  if (kind === tokenKind.placeholder) return { start, end, form: 'template' };
  // The quotes stay: what is between them is the name, as it is where it stands without quotes.
  if (kind === tokenKind.quotedName && source.text.startsWith('"{{', start) && source.text.endsWith('}}"', end)) {
    return { start: start + 1, end: end - 1, form: 'template' };
  }
  if (kind !== tokenKind.operator) return undefined;
  const last = source.text.charAt(end - 1);
  // Also glued to an operator: `a=?`.
  if (last === '?') return { start: end - 1, end, form: 'value' };
  const rest = source.text.slice(end, end + 80);
  if (last === '%') {
    const named = /^(?:\d+\$[sIL]|[sIL](?=_)|(?:\(\w+\))?[sdILi]\b)/.exec(rest);
    if (named) return { start: end - 1, end: end + named[0].length, form: 'text' };
    const enclosed = /^\w+%/.exec(rest);
    if (enclosed) return { start: end - 1, end: end + enclosed[0].length, form: 'template' };
  }
  if (last === '@') {
    const enclosed = /^@?[\w.-]+@@?/.exec(rest);
    if (enclosed) return { start: end - 1, end: end + enclosed[0].length, form: 'template' };
    const named = /^\w+/.exec(rest);
    if (named) return { start: end - 1, end: end + named[0].length, form: 'value' };
  }
  return undefined;
}

/** The filling to begin with, by the placeholder's own shape. */
export function firstFilling(text: string, placeholder: Placeholder): Filling {
  const opening = text.slice(placeholder.start, placeholder.start + 2);
  if (opening === ":'") return 'string';
  if (opening === '{%' || opening === '{#') return 'blank';
  return 'name';
}

/**
 * The text with the placeholders replaced. A name is a letter of the private use area, different for each placeholder,
 * followed by dollar signs: `restoreNames` finds it again in the tree.
 */
export function fill(text: string, placeholders: readonly Placeholder[], chosen: readonly Filling[]): string {
  let filled = '';
  let at = 0;
  for (const [index, { start, end }] of placeholders.entries()) {
    filled += text.slice(at, start) + filling(chosen[index] ?? 'name', index, text.slice(start, end));
    at = end;
  }
  return filled + text.slice(at);
}

function filling(form: Filling, index: number, original: string): string {
  const length = original.length;
  if (original.startsWith(':"')) return ` ${original.slice(1)}`;
  if (original.startsWith(":'")) return ` ${original.slice(1)}`;
  switch (form) {
    case 'name':
      return String.fromCharCode(firstMark + index).padEnd(length, '$');
    case 'number':
      return '1'.padStart(length, '0');
    case 'string':
      return length < 2 ? '1' : `'${' '.repeat(length - 2)}'`;
    case 'blank':
      return ' '.repeat(length);
  }
}

/** Puts the placeholders' own text back wherever their names have got into the tree (names of tables, columns, types). */
export function restoreNames<Value>(value: Value, text: string, placeholders: readonly Placeholder[]): Value {
  const restore = (part: unknown): unknown => {
    if (typeof part === 'string') {
      return part.replace(/[\ue000-\uf7ff]\$*/g, (name) => {
        const placeholder = placeholders[name.charCodeAt(0) - firstMark];
        return placeholder ? text.slice(placeholder.start, placeholder.end) : name;
      });
    }
    if (Array.isArray(part)) return part.map(restore);
    if (part && typeof part === 'object') {
      return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, restore(inner)]));
    }
    return part;
  };
  return restore(value) as Value;
}
