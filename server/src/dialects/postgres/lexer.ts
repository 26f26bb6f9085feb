/**
 * A tolerant lexer for PostgreSQL as it stands in files: the server's tokens, psql variables and template placeholders.
 * Never throws; every call moves forward; the cost is linear in the text.
 */

/** Kinds of token. */
export const tokenKind = {
  end: 0,
  word: 1,
  quotedName: 2,
  string: 3,
  dollarString: 4,
  number: 5,
  parameter: 6,
  operator: 7,
  /** One of `( ) [ ] , ; . :`. */
  punctuation: 8,
  lineComment: 9,
  blockComment: 10,
  /** psql: `:name`, `:'name'`, `:"name"`. */
  variable: 11,
  /** Text that a template engine replaces: `${…}`, `{{…}}`, `{%…%}`, `#{…}`, `{…}`, `<%…%>`. */
  placeholder: 12,
  backslash: 13,
  unknown: 14,
} as const;

export type TokenKind = (typeof tokenKind)[keyof typeof tokenKind];

/** Where the lexer stands: the token read last, as offsets of the text. */
export interface Cursor {
  kind: TokenKind;
  start: number;
  end: number;
}

/** A cursor that reads its first token at `position`. */
export function cursorAt(position: number): Cursor {
  return { kind: tokenKind.end, start: position, end: position };
}

const character = {
  other: 0,
  space: 1,
  letter: 2,
  digit: 3,
  operator: 4,
  punctuation: 5,
  quote: 6,
  doubleQuote: 7,
  dollar: 8,
  colon: 9,
  backslash: 10,
  brace: 11,
  dot: 12,
} as const;

const classes = new Uint8Array(128);
for (const [set, kind] of [
  [' \t\n\r\f\v', character.space],
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', character.letter],
  ['0123456789', character.digit],
  ['~!@#^&|`?+-*/%<>=', character.operator],
  ['()[],;', character.punctuation],
  ["'", character.quote],
  ['"', character.doubleQuote],
  ['$', character.dollar],
  [':', character.colon],
  ['\\', character.backslash],
  ['{}', character.brace],
  ['.', character.dot],
] as const) {
  for (const symbol of set) classes[symbol.charCodeAt(0)] = kind;
}

const longestPlaceholder = 500;

/** No token depends on text further than this (characters) behind its own end. */
export const lookahead = longestPlaceholder + 8;

function classOf(code: number): number {
  if (code < 128) return classes[code] ?? character.other;
  if (code === 0xfeff) return character.space;
  return code >= 128 ? character.letter : character.other;
}

/** Whether the UTF-16 unit can continue an unquoted name. */
export function continuesName(code: number): boolean {
  if (code < 128) {
    const kind = classes[code];
    return kind === character.letter || kind === character.digit || kind === character.dollar;
  }
  return code >= 128 && code !== 0xfeff;
}

function startsName(code: number): boolean {
  return classOf(code) === character.letter;
}

/** Reads the next token into `cursor`, which it returns; its kind is `end` at the end of the text. White space is passed over. */
export function advance(text: string, cursor: Cursor): Cursor {
  const length = text.length;
  let at = cursor.end;
  let kind = character.other as number;
  let code = 0;
  while (at < length) {
    code = text.charCodeAt(at);
    kind = classOf(code);
    if (kind !== character.space) break;
    at++;
  }
  cursor.start = at;
  if (at >= length) {
    return set(cursor, tokenKind.end, length);
  }
  switch (kind) {
    case character.letter:
      return word(text, cursor, code);
    case character.digit:
      return set(cursor, tokenKind.number, numberEnd(text, at));
    case character.punctuation:
      return set(cursor, tokenKind.punctuation, at + 1);
    case character.operator:
      return operator(text, cursor, code);
    case character.quote:
      return set(cursor, tokenKind.string, quotedEnd(text, at + 1, 39));
    case character.doubleQuote:
      return set(cursor, tokenKind.quotedName, templateNameEnd(text, at) ?? quotedEnd(text, at + 1, 34));
    case character.dollar:
      return dollar(text, cursor);
    case character.colon:
      return colon(text, cursor);
    case character.dot:
      return dot(text, cursor);
    case character.backslash:
      return set(cursor, tokenKind.backslash, at + 1);
    case character.brace:
      return brace(text, cursor, code);
    default:
      return set(cursor, tokenKind.unknown, at + 1);
  }
}

function set(cursor: Cursor, kind: TokenKind, end: number): Cursor {
  cursor.kind = kind;
  cursor.end = end;
  return cursor;
}

function word(text: string, cursor: Cursor, first: number): Cursor {
  let at = cursor.start + 1;
  const next = text.charCodeAt(at);
  if (next === 39) {
    // E'…', B'…', X'…', N'…'
    if (first === 69 || first === 101) return set(cursor, tokenKind.string, escapedEnd(text, at + 1));
    if (first === 66 || first === 98 || first === 88 || first === 120 || first === 78 || first === 110) {
      return set(cursor, tokenKind.string, quotedEnd(text, at + 1, 39));
    }
  }
  if ((first === 85 || first === 117) && next === 38) {
    const quote = text.charCodeAt(at + 1);
    if (quote === 39) return set(cursor, tokenKind.string, quotedEnd(text, at + 2, 39));
    if (quote === 34) return set(cursor, tokenKind.quotedName, quotedEnd(text, at + 2, 34));
  }
  while (at < text.length && continuesName(text.charCodeAt(at))) at++;
  return set(cursor, tokenKind.word, at);
}

/** The offset after the closing quote, doubled quotes passed over; the text's end where it is missing. */
function quotedEnd(text: string, from: number, quote: number): number {
  const mark = quote === 39 ? "'" : '"';
  let at = from;
  while (true) {
    const found = text.indexOf(mark, at);
    if (found < 0) return text.length;
    if (text.charCodeAt(found + 1) !== quote) return found + 1;
    at = found + 2;
  }
}

/** The end of a name that is a template with quotes of its own: `"{{ index .Options "Namespace" }}"`. */
function templateNameEnd(text: string, start: number): number | undefined {
  if (!text.startsWith('{{', start + 1)) return undefined;
  const inner = text.slice(start + 3, start + 3 + longestPlaceholder);
  const close = inner.indexOf('}}"');
  return close < 0 ? undefined : start + 3 + close + 3;
}

function escapedEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 39) {
      if (text.charCodeAt(at + 1) !== 39) return at + 1;
      at++;
    }
  }
  return text.length;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && (isDigit(text.charCodeAt(at)) || text.charCodeAt(at) === 95)) at++;
  return at;
}

function numberEnd(text: string, from: number): number {
  const second = text.charCodeAt(from + 1) | 32;
  if (text.charCodeAt(from) === 48 && (second === 120 || second === 111 || second === 98)) {
    let at = from + 2;
    while (at < text.length && /[0-9a-fA-F_]/.test(text.charAt(at))) at++;
    return at;
  }
  let at = digitsEnd(text, from);
  if (text.charCodeAt(at) === 46 && text.charCodeAt(at + 1) !== 46) at = digitsEnd(text, at + 1);
  if ((text.charCodeAt(at) | 32) === 101) {
    const sign = text.charCodeAt(at + 1);
    const exponent = sign === 43 || sign === 45 ? at + 2 : at + 1;
    if (isDigit(text.charCodeAt(exponent))) at = digitsEnd(text, exponent);
  }
  return at;
}

function dot(text: string, cursor: Cursor): Cursor {
  const next = text.charCodeAt(cursor.start + 1);
  if (isDigit(next)) return set(cursor, tokenKind.number, numberEnd(text, cursor.start));
  return set(cursor, next === 46 ? tokenKind.operator : tokenKind.punctuation, cursor.start + (next === 46 ? 2 : 1));
}

function operator(text: string, cursor: Cursor, first: number): Cursor {
  const start = cursor.start;
  const next = text.charCodeAt(start + 1);
  if (first === 45 && next === 45) return set(cursor, tokenKind.lineComment, lineEnd(text, start));
  if (first === 47 && next === 42) return set(cursor, tokenKind.blockComment, blockCommentEnd(text, start));
  if (first === 35 && next === 123) return enclosed(text, cursor, 2, '}');
  if (first === 60 && next === 37) return enclosed(text, cursor, 2, '%>');
  let at = start + 1;
  let special = isSpecialOperator(first);
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code >= 128 || classes[code] !== character.operator) break;
    const after = text.charCodeAt(at + 1);
    if ((code === 45 && after === 45) || (code === 47 && after === 42)) break;
    special ||= isSpecialOperator(code);
    at++;
  }
  // The server's rule: an operator of several characters ends in + or - only if it also has a special character.
  while (!special && at > start + 1) {
    const last = text.charCodeAt(at - 1);
    if (last !== 43 && last !== 45) break;
    at--;
  }
  return set(cursor, tokenKind.operator, at);
}

/** One of `~ ! @ # ^ & | ? % backtick`. */
function isSpecialOperator(code: number): boolean {
  return code < 128 && classes[code] === character.operator && !'+-*/<>='.includes(String.fromCharCode(code));
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
  return at;
}

function blockCommentEnd(text: string, start: number): number {
  let depth = 1;
  let at = start + 2;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 42 && text.charCodeAt(at + 1) === 47) {
      at += 2;
      if (--depth === 0) return at;
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      depth++;
      at += 2;
    } else at++;
  }
  return text.length;
}

function dollar(text: string, cursor: Cursor): Cursor {
  const start = cursor.start;
  let at = start + 1;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return set(cursor, tokenKind.parameter, digitsEnd(text, at));
  if (code === 123) return enclosed(text, cursor, 2, '}');
  if (code !== 36 && !startsName(code)) return set(cursor, tokenKind.unknown, at);
  while (at < text.length && text.charCodeAt(at) !== 36 && continuesName(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) !== 36) return set(cursor, tokenKind.placeholder, at);
  const tag = text.slice(start, at + 1);
  const close = text.indexOf(tag, at + 1);
  return set(cursor, tokenKind.dollarString, close < 0 ? text.length : close + tag.length);
}

function colon(text: string, cursor: Cursor): Cursor {
  const start = cursor.start;
  const next = text.charCodeAt(start + 1);
  if (next === 58 || next === 61) return set(cursor, tokenKind.operator, start + 2);
  if (next === 39 || next === 34) {
    let at = start + 2;
    while (at < text.length && continuesName(text.charCodeAt(at))) at++;
    if (at > start + 2 && text.charCodeAt(at) === next) return set(cursor, tokenKind.variable, at + 1);
  } else if (startsName(next)) {
    let at = start + 2;
    while (at < text.length && text.charCodeAt(at) !== 36 && continuesName(text.charCodeAt(at))) at++;
    return set(cursor, tokenKind.variable, at);
  } else if (next === 123) {
    return enclosed(text, cursor, 2, '}');
  }
  return set(cursor, tokenKind.punctuation, start + 1);
}

function brace(text: string, cursor: Cursor, code: number): Cursor {
  if (code === 125) return set(cursor, tokenKind.unknown, cursor.start + 1);
  const next = text.charCodeAt(cursor.start + 1);
  if (next === 123) return enclosed(text, cursor, 2, '}}');
  if (next === 37) return enclosed(text, cursor, 2, '%}');
  if (next === 35) return enclosed(text, cursor, 2, '#}');
  return enclosed(text, cursor, 1, '}');
}

/** A placeholder up to `close`, which must follow soon; otherwise the first character alone, of unknown kind. */
function enclosed(text: string, cursor: Cursor, opening: number, close: string): Cursor {
  const from = cursor.start + opening;
  const found = text.slice(from, from + longestPlaceholder).indexOf(close);
  if (found < 0) return set(cursor, tokenKind.unknown, cursor.start + 1);
  return set(cursor, tokenKind.placeholder, from + found + close.length);
}
