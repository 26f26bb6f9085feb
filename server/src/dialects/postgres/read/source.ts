import type { Span } from '../../../model/span.ts';
import { advance, cursorAt, type TokenKind, tokenKind } from '../lexer.ts';
import { TablesRead } from './tablesRead.ts';

/**
 * A statement's text with its tokens (comments and closing semicolons left out) and matching brackets. The parser's tree
 * tells where things start, in UTF-8 bytes; the tokens tell where they end, in UTF-16 units.
 */
export class Source {
  readonly text: string;
  /**
   * The text as the parser gets it: comments blanked out. (Its lexer loses NOT IN, NULLS FIRST and WITH TIME ZONE when a
   * comment stands between their words.) Same offsets as `text`.
   */
  readonly plain: string;
  readonly kinds: readonly TokenKind[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** For `(` and `[` the index of the closing token, and the other way round; -1 elsewhere and where it is missing. */
  readonly partners: readonly number[];
  /** Start offsets of placeholders, so that what was put in their place is read as a parameter. */
  readonly placeholders: ReadonlySet<number>;
  /** What has been read of tables so far. */
  readonly tables = new TablesRead();
  private offsets: Uint32Array | 'same' | undefined;

  /** `range`: the part of the text that is the statement; all of it where absent. */
  constructor(text: string, placeholders: ReadonlySet<number> = none, range?: Span) {
    this.text = text;
    this.placeholders = placeholders;
    const kinds: TokenKind[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const partners: number[] = [];
    const open: number[] = [];
    // What lies behind the range must not become part of its last token.
    const lexed = range ? text.slice(0, range.end) : text;
    const cursor = cursorAt(range?.start ?? 0);
    let plain = '';
    let copied = 0;
    while (advance(lexed, cursor).kind !== tokenKind.end) {
      if (cursor.kind === tokenKind.lineComment || cursor.kind === tokenKind.blockComment) {
        plain += text.slice(copied, cursor.start) + ' '.repeat(cursor.end - cursor.start);
        copied = cursor.end;
        continue;
      }
      const index = kinds.length;
      if (cursor.kind === tokenKind.variable && isSliceColon(open, kinds, starts, text)) {
        cursor.kind = tokenKind.punctuation;
        cursor.end = cursor.start + 1;
      }
      let partner = -1;
      if (cursor.kind === tokenKind.punctuation) {
        const code = text.charCodeAt(cursor.start);
        if (code === 40 || code === 91) open.push(index);
        else if (code === 41 || code === 93) {
          partner = open.pop() ?? -1;
          if (partner >= 0) partners[partner] = index;
        }
      }
      kinds.push(cursor.kind);
      starts.push(cursor.start);
      ends.push(cursor.end);
      partners.push(partner);
    }
    while (kinds.length > 1 && isSemicolon(text, kinds, starts))
      for (const list of [kinds, starts, ends, partners]) list.pop();
    this.plain = copied === 0 ? text : plain + text.slice(copied);
    this.kinds = kinds;
    this.starts = starts;
    this.ends = ends;
    this.partners = partners;
  }

  /** Number of tokens. */
  get count(): number {
    return this.kinds.length;
  }

  /** The whole statement: from its first to its last token. */
  get all(): Span {
    return { start: this.start(0), end: this.count === 0 ? this.text.length : this.end(this.count - 1) };
  }

  /** UTF-16 offset of a location of the parse tree; undefined where the tree tells none. */
  offset(location: number | undefined): number | undefined {
    if (location === -1) return undefined;
    const bytes = location ?? 0;
    this.offsets ??= utf16Offsets(this.plain) ?? 'same';
    return this.offsets === 'same' ? bytes : (this.offsets[bytes] ?? this.text.length);
  }

  /** Index of the token that starts at or after `offset`. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the last token that ends at or before `offset`; -1 where there is none. */
  indexBefore(offset: number): number {
    let low = 0;
    let high = this.ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Index of the token at a location of the tree; -1 where the tree tells none. */
  indexOf(location: number | undefined): number {
    const offset = this.offset(location);
    return offset === undefined ? -1 : this.indexAt(offset);
  }

  start(index: number): number {
    return this.starts[index] ?? this.text.length;
  }

  end(index: number): number {
    return this.ends[index] ?? this.text.length;
  }

  /** From the start of the first to the end of the last token; indices outside are brought inside. */
  span(first: number, last: number): Span {
    const from = Math.min(Math.max(first, 0), this.count - 1);
    const to = Math.min(Math.max(last, from), this.count - 1);
    return { start: this.start(from), end: this.end(to) };
  }

  textOf(index: number): string {
    return this.text.slice(this.start(index), this.end(index));
  }

  /** Whether the token is this symbol, character for character. */
  is(index: number, symbol: string): boolean {
    return (
      index >= 0 &&
      this.end(index) - this.start(index) === symbol.length &&
      this.text.startsWith(symbol, this.start(index)) &&
      this.kinds[index] !== tokenKind.word
    );
  }

  /** Whether the token is an unquoted word; `word` is lower case. */
  isWord(index: number, word: string): boolean {
    return (
      this.kinds[index] === tokenKind.word &&
      this.end(index) - this.start(index) === word.length &&
      this.textOf(index).toLowerCase() === word
    );
  }

  /** The unquoted word in lower case; empty for any other token. */
  word(index: number): string {
    return this.kinds[index] === tokenKind.word ? this.textOf(index).toLowerCase() : '';
  }

  isName(index: number): boolean {
    return this.kinds[index] === tokenKind.word || this.kinds[index] === tokenKind.quotedName;
  }

  partner(index: number): number {
    return this.partners[index] ?? -1;
  }

  /** Index after the token, or after its bracket pair when it opens one. */
  after(index: number): number {
    const partner = this.partner(index);
    return Math.max(partner, index) + 1;
  }

  /** Index of the last token of the dotted name that starts at `index`. */
  nameEnd(index: number): number {
    let last = index;
    while (this.is(last + 1, '.') && (this.isName(last + 2) || this.is(last + 2, '*'))) last += 2;
    return last;
  }

  /** The first token from `from` to before `to` outside inner brackets that is the unquoted word; -1 where none is. */
  findWord(word: string, from: number, to = this.count): number {
    for (let index = from; index < to; index = this.after(index)) if (this.isWord(index, word)) return index;
    return -1;
  }

  /** The elements between commas outside inner brackets, from `from` to before `to`, as first and last token. */
  elements(from: number, to: number): { readonly first: number; readonly last: number }[] {
    const found: { first: number; last: number }[] = [];
    let first = from;
    for (let index = from; index < to; index = this.after(index)) {
      if (!this.is(index, ',')) continue;
      found.push({ first, last: index - 1 });
      first = index + 1;
    }
    if (first < to) found.push({ first, last: to - 1 });
    return found;
  }
}

const none: ReadonlySet<number> = new Set();

/** Whether a colon read now is that of `a[1:n]`: in brackets, behind the lower bound. */
function isSliceColon(
  open: readonly number[],
  kinds: readonly TokenKind[],
  starts: readonly number[],
  text: string,
): boolean {
  const bracket = open.at(-1);
  if (bracket === undefined || text.charCodeAt(starts[bracket] ?? 0) !== 91 || bracket === kinds.length - 1)
    return false;
  if (kinds.at(-1) === tokenKind.operator) return false;
  return kinds.at(-1) !== tokenKind.punctuation || text.charCodeAt(starts.at(-1) ?? 0) !== 44;
}

function isSemicolon(text: string, kinds: readonly TokenKind[], starts: readonly number[]): boolean {
  return kinds.at(-1) === tokenKind.punctuation && text.charCodeAt(starts.at(-1) ?? 0) === 59;
}

/** For each UTF-8 byte the UTF-16 offset of its character; undefined for plain ASCII, where both are the same. */
function utf16Offsets(text: string): Uint32Array | undefined {
  let first = 0;
  while (first < text.length && text.charCodeAt(first) < 128) first++;
  if (first === text.length) return undefined;
  const offsets = new Uint32Array(first + (text.length - first) * 3 + 1);
  for (let index = 0; index < first; index++) offsets[index] = index;
  let byte = first;
  for (let index = first; index < text.length; index++) {
    const code = text.codePointAt(index) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let part = 0; part < bytes; part++) offsets[byte++] = index;
    if (code >= 0x10000) index++;
  }
  offsets[byte] = text.length;
  return offsets.subarray(0, byte + 1);
}

/** UTF-16 offset of a position counted in code points. */
export function offsetOfCharacter(text: string, characters: number): number {
  let offset = 0;
  for (let seen = 0; seen < characters && offset < text.length; seen++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
