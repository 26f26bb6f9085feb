import { newFunctions } from './read/newFunctions.ts';
import { keywordSet } from './read/vocabulary.ts';

/** An INSERT of nothing but constants, and functions of such: nothing can be said about it that cannot be said about its first words. */
export interface PlainInsert {
  /** Offset after what all INSERTs into the same columns begin with, up to VALUES. */
  readonly headEnd: number;
  /** Offset after its semicolon. */
  readonly end: number;
}

/** In UTF-16 units; a longer one is a statement of its own. */
const longest = 16_384;

/**
 * The plain INSERT that begins at the offset; undefined where something else does. Whatever it takes, the server's grammar
 * takes too, in every version: a run of such statements is read by one of each head.
 */
export function plainInsertAt(text: string, start: number): PlainInsert | undefined {
  scan.text = text;
  scan.at = start;
  scan.depth = 0;
  scan.stop = Math.min(text.length, start + longest);
  if (!word('insert') || !word('into') || !qualifiedName()) return undefined;
  if (symbol('(') && !(list(name) && symbol(')'))) return undefined;
  if (word('overriding') && !((word('system') || word('user')) && word('value'))) return undefined;
  if (!word('values')) return undefined;
  const headEnd = scan.at;
  if (!list(row)) return undefined;
  if (word('on') && !(word('conflict') && word('do') && word('nothing'))) return undefined;
  return symbol(';') ? { headEnd, end: scan.at } : undefined;
}

/** One for all scans: there may be a million of them. */
const scan = { text: '', at: 0, stop: 0, depth: 0 };

/** Of functions and arrays in one another. */
const deepest = 20;

function row(): boolean {
  return symbol('(') && list(value) && symbol(')');
}

function value(): boolean {
  const { text, at } = skipSpace();
  const code = text.charCodeAt(at);
  if (!(code === 39 ? string() : isLetter(code) ? namedValue() : number())) return false;
  while (symbol('::')) if (!type()) return false;
  return true;
}

/** `text`, `public.geometry`, `numeric(10, 2)`, `timestamp with time zone`, `text[]`. */
function type(): boolean {
  if (!(namedType() || typeKeywords.some(word))) return false;
  while (symbol('[')) if (!symbol(']')) return false;
  return true;
}

function namedType(): boolean {
  if (word('timestamp') || word('time')) return !(word('with') || word('without')) || (word('time') && word('zone'));
  if (word('double')) return word('precision');
  if (word('varchar')) return length();
  if (word('character') || word('char') || word('bit')) {
    word('varying');
    return length();
  }
  return (word('numeric') || word('decimal') || ownName()) && (!symbol('(') || (list(number) && symbol(')')));
}

function length(): boolean {
  if (!symbol('(')) return true;
  const { at } = skipSpace();
  scan.at = digitsEnd(at);
  return scan.at > at && scan.at < at + 9 && symbol(')');
}

/** A name that is no keyword, perhaps of a schema. */
function ownName(): boolean {
  return unreserved() && (scan.text.charCodeAt(scan.at) !== 46 || (symbol('.') && unreserved()));
}

function unreserved(): boolean {
  const { text, at } = skipSpace();
  const end = wordEnd(at);
  const lower = text.slice(at, end).toLowerCase();
  // What came with a version of the server is told of each.
  if (end === at || keywordSet.has(lower) || newFunctions.has(lower)) return false;
  scan.at = end;
  return true;
}

/** One after the other, with commas between them; the first must be there. */
function list(item: () => boolean): boolean {
  do if (!item()) return false;
  while (symbol(','));
  return true;
}

function qualifiedName(): boolean {
  if (!name()) return false;
  return scan.text.charCodeAt(scan.at) !== 46 || (symbol('.') && name());
}

/** A name that is no keyword which the grammar does not take for one. */
function name(): boolean {
  const { text, at } = skipSpace();
  if (text.charCodeAt(at) === 34) return quotedName();
  const end = wordEnd(at);
  if (end === at || never.has(text.slice(at, end).toLowerCase())) return false;
  scan.at = end;
  return true;
}

function quotedName(): boolean {
  let at = scan.at + 1;
  while (at < scan.stop && isQuotable(scan.text.charCodeAt(at))) at++;
  if (at === scan.at + 1 || scan.text.charCodeAt(at) !== 34 || scan.text.charCodeAt(at + 1) === 34) return false;
  scan.at = at + 1;
  return true;
}

/** What follows must be seen to: two strings may be one. */
function string(): boolean {
  for (let at = scan.at + 1; ; at += 2) {
    at = scan.text.indexOf("'", at);
    if (at < 0 || at >= scan.stop) return false;
    if (scan.text.charCodeAt(at + 1) === 39) continue;
    scan.at = at + 1;
    return true;
  }
}

function namedValue(): boolean {
  const { text, at } = scan;
  if ((text.charCodeAt(at) | 32) === 101 && text.charCodeAt(at + 1) === 39) return escapedString();
  if (constants.some(word)) return true;
  if (word('array')) return symbol('[') && inner() && symbol(']');
  return ownName() && symbol('(') && (symbol(')') || (inner() && symbol(')')));
}

function inner(): boolean {
  scan.depth++;
  const areValues = scan.depth < deepest && list(value);
  scan.depth--;
  return areValues;
}

/** E'…' of which the server takes every escape. */
function escapedString(): boolean {
  for (let at = scan.at + 2; at < scan.stop; at++) {
    const code = scan.text.charCodeAt(at);
    if (code === 92 && !safeEscapes.includes(scan.text.charAt(++at))) return false;
    if (code !== 39) continue;
    if (scan.text.charCodeAt(at + 1) !== 39) {
      scan.at = at + 1;
      return true;
    }
    at++;
  }
  return false;
}

const safeEscapes = '\\\'"nrtbf';

function number(): boolean {
  const { text } = skipSpace();
  let { at } = scan;
  const sign = text.charCodeAt(at);
  if (sign === 43 || sign === 45) at++;
  const digits = digitsEnd(at);
  if (digits === at) return false;
  at = digits;
  if (text.charCodeAt(at) === 46) {
    const fraction = digitsEnd(at + 1);
    if (fraction === at + 1) return false;
    at = fraction;
  }
  if ((text.charCodeAt(at) | 32) === 101) {
    const exponentSign = text.charCodeAt(at + 1);
    const from = exponentSign === 43 || exponentSign === 45 ? at + 2 : at + 1;
    at = digitsEnd(from);
    if (at === from) return false;
  }
  if (isNamePart(text.charCodeAt(at)) || text.charCodeAt(at) === 46) return false;
  scan.at = at;
  return true;
}

function digitsEnd(from: number): number {
  let at = from;
  while (isDigit(scan.text.charCodeAt(at))) at++;
  return at;
}

function word(lower: string): boolean {
  const { text, at } = skipSpace();
  const end = at + lower.length;
  if ((text.charCodeAt(at) | 32) !== lower.charCodeAt(0) || isNamePart(text.charCodeAt(end))) return false;
  if (text.slice(at, end).toLowerCase() !== lower) return false;
  scan.at = end;
  return true;
}

function symbol(signs: string): boolean {
  const { text, at } = skipSpace();
  if (!text.startsWith(signs, at) || at + signs.length > scan.stop) return false;
  scan.at = at + signs.length;
  return true;
}

function skipSpace(): typeof scan {
  while (isSpace(scan.text.charCodeAt(scan.at))) scan.at++;
  return scan;
}

function wordEnd(from: number): number {
  if (!isLetter(scan.text.charCodeAt(from))) return from;
  let at = from + 1;
  while (isNamePart(scan.text.charCodeAt(at))) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isNamePart(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 36 || code >= 128;
}

/** In a quoted name: neither its end nor what a template may begin with. */
function isQuotable(code: number): boolean {
  return isNamePart(code) || code === 32 || code === 45 || code === 46;
}

const constants = 'null true false default current_timestamp current_date localtimestamp current_user'.split(' ');

/** Types that are keywords. */
const typeKeywords = 'integer int bigint smallint real float boolean text json interval'.split(' ');

/** Keywords that name neither tables nor columns (PostgreSQL 11–18): reserved ones, and those of functions and types. */
const never = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
  concurrently constraint create cross current_catalog current_date current_role current_schema current_time
  current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full
  grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
  localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right
  select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using
  variadic verbose when where window with`.split(/\s+/),
);
