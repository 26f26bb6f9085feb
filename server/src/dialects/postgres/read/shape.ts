import { advance, cursorAt, tokenKind } from '../lexer.ts';
import { isTelling } from './vocabulary.ts';

/** What a varying token is: how it is written decides how its value can show up in a reading. */
export const varyingKind = {
  /** An unquoted name in lower case. */
  name: 1,
  /** An unquoted name with upper-case letters, which the server folds. */
  foldedName: 2,
  /** A quoted name without upper-case letters. */
  quotedName: 3,
  quotedMixedName: 4,
  /** A plain string. */
  string: 5,
  /** A whole number of at most eight digits. */
  number: 6,
} as const;

export type VaryingKind = (typeof varyingKind)[keyof typeof varyingKind];

/** A token whose text differs between statements of the same shape. */
export interface VaryingToken {
  readonly kind: VaryingKind;
  /** UTF-16 offsets in the statement's text. */
  readonly start: number;
  readonly end: number;
  /** Index of the value; tokens of equal value have the same. */
  readonly value: number;
}

/** A statement's shape: its text with the varying tokens replaced by their kinds, and what they were. */
export interface Shape {
  readonly key: string;
  /** How many varying tokens there are. The arrays may be longer. */
  readonly count: number;
  readonly kinds: ArrayLike<VaryingKind>;
  /** UTF-16 offsets in the statement's text. */
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  /** Index of the token's value. */
  readonly indexes: ArrayLike<number>;
  /** By index of the value: a name as the server folds it, a string's content, a number's digits. */
  readonly values: readonly string[];
}

/** The varying tokens of a shape, for whoever keeps them. */
export function tokensOf({ count, kinds, starts, ends, indexes }: Shape): readonly VaryingToken[] {
  return Array.from({ length: count }, (_, at) => ({
    kind: kinds[at] ?? varyingKind.name,
    start: starts[at] ?? 0,
    end: ends[at] ?? 0,
    value: indexes[at] ?? 0,
  }));
}

const mark = '\u0001';
/** The server cuts off longer names; shorter by one than its limit, so that there is a longer one. */
const longestName = 62;
const longestStatement = 4000;
const mostTokens = 200;

/** The shape found last: one for all, for every statement that is read has one. */
class FoundShape implements Shape {
  key = '';
  count = 0;
  readonly kinds: VaryingKind[] = [];
  readonly starts = new Int32Array(mostTokens + 1);
  readonly ends = new Int32Array(mostTokens + 1);
  readonly indexes = new Int32Array(mostTokens + 1);
  readonly values: string[] = [];

  clear(): void {
    this.count = 0;
    this.values.length = 0;
  }

  add(kind: VaryingKind, start: number, end: number, value: string): number {
    const index = this.indexOf(value, kind);
    const at = this.count++;
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
    this.indexes[at] = index;
    return index;
  }

  /** Index of the value, which is added where it is new. Names, strings and numbers of the same text are told apart. */
  private indexOf(value: string, kind: VaryingKind): number {
    for (let at = 0; at < this.count; at++) {
      const index = this.indexes[at] ?? 0;
      if (this.values[index] === value && isSameSort(this.kinds[at], kind)) return index;
    }
    return this.values.push(value) - 1;
  }

  /** Whether the folded name stands among the tokens with other letters in upper case. */
  isWrittenOtherwise(text: string, word: string, value: string): boolean {
    for (let at = 0; at < this.count; at++) {
      if (this.kinds[at] !== varyingKind.foldedName || this.values[this.indexes[at] ?? 0] !== value) continue;
      if (!text.startsWith(word, this.starts[at])) return true;
    }
    return false;
  }
}

const found = new FoundShape();
const cursor = cursorAt(0);

/**
 * The shape of a statement's text, which holds until the next call; undefined where the text has anything that does not stand
 * for itself.
 */
export function shapeOf(text: string): Shape | undefined {
  if (text.length > longestStatement || text.includes(mark)) return undefined;
  found.clear();
  cursor.end = 0;
  let key = '';
  let copied = 0;
  while (true) {
    advance(text, cursor);
    const { start, end } = cursor;
    let kind: VaryingKind;
    let value: string;
    switch (cursor.kind) {
      case tokenKind.end:
        found.key = key + text.slice(copied);
        return found;
      case tokenKind.word: {
        if (isTelling(text, start, end)) continue;
        const form = nameForm(text, start, end);
        if (form === 'other') return undefined;
        const word = text.slice(start, end);
        value = form === 'lower' ? word : word.toLowerCase();
        kind = form === 'lower' ? varyingKind.name : varyingKind.foldedName;
        if (form === 'mixed' && found.isWrittenOtherwise(text, word, value)) return undefined;
        break;
      }
      case tokenKind.quotedName: {
        if (text.charCodeAt(start) !== 34 || text.charCodeAt(end - 1) !== 34) return undefined;
        const form = nameForm(text, start + 1, end - 1);
        if (form === 'other') return undefined;
        if (isTelling(text, start + 1, end - 1)) continue;
        value = text.slice(start + 1, end - 1);
        kind = form === 'lower' ? varyingKind.quotedName : varyingKind.quotedMixedName;
        break;
      }
      case tokenKind.string:
        if (!isPlainString(text, start, end)) continue;
        kind = varyingKind.string;
        value = text.slice(start + 1, end - 1);
        break;
      case tokenKind.number:
        if (!isPlainNumber(text, start, end)) continue;
        kind = varyingKind.number;
        value = text.slice(start, end);
        break;
      case tokenKind.variable:
      case tokenKind.placeholder:
      case tokenKind.backslash:
      case tokenKind.unknown:
        return undefined;
      default:
        continue;
    }
    if (found.count === mostTokens) return undefined;
    const index = found.add(kind, start, end, value);
    key += text.slice(copied, start) + markOf(kind, index);
    copied = end;
  }
}

const marks: string[] = [];

/** What stands in the key for a token. */
function markOf(kind: VaryingKind, value: number): string {
  const index = value * 8 + kind;
  let known = marks[index];
  if (known === undefined) {
    known = mark + String.fromCharCode(32 + kind, 32 + value);
    marks[index] = known;
  }
  return known;
}

function isSameSort(one: VaryingKind | undefined, other: VaryingKind): boolean {
  return one === other || (one !== undefined && one < varyingKind.string && other < varyingKind.string);
}

/** Whether a name consists of ASCII letters, digits and underscores and is short enough, and its letters' case. */
function nameForm(text: string, start: number, end: number): 'lower' | 'mixed' | 'other' {
  if (end <= start || end - start > longestName) return 'other';
  let form: 'lower' | 'mixed' = 'lower';
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if ((code >= 97 && code <= 122) || code === 95 || (code >= 48 && code <= 57 && at > start)) continue;
    if (code < 65 || code > 90) return 'other';
    form = 'mixed';
  }
  return form;
}

/** Whether what stands between simple quotes is the string's value. */
function isPlainString(text: string, start: number, end: number): boolean {
  if (end - start < 3 || text.charCodeAt(start) !== 39 || text.charCodeAt(end - 1) !== 39) return false;
  for (let at = start + 1; at < end - 1; at++) {
    const code = text.charCodeAt(at);
    if (code === 39 || code === 92 || code < 32 || code >= 0xd800) return false;
  }
  return true;
}

function isPlainNumber(text: string, start: number, end: number): boolean {
  if (end - start > 8 || (end - start > 1 && text.charCodeAt(start) === 48)) return false;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
