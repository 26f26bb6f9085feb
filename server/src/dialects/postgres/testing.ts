import type { Span } from '../../model/span.ts';

/** Support for the tests of this folder: compact expectations and repeatable randomness. */

function isSpan(value: object): value is Span {
  return Object.keys(value).length === 2 && 'start' in value && 'end' in value;
}

/** The value with every span replaced by the text that it covers. */
export function sliced(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((item) => sliced(item, text));
  if (!value || typeof value !== 'object') return value;
  if (isSpan(value)) return text.slice(value.start, value.end);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sliced(item, text)]));
}

/** A seeded generator of numbers in [0, 1): the same seed gives the same row (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of the items. */
export function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** Statements and fragments that exercise the lexer's and the splitter's corners. */
export const corners: readonly string[] = [
  'SELECT 1',
  'CREATE TABLE t (id bigint PRIMARY KEY, "Na;me" text DEFAULT \'a;b\')',
  "SELECT E'it\\'s; fine', U&'d\\0061t', B'01', X'1F', N'x'",
  'DO $$ BEGIN PERFORM 1; END $$',
  "CREATE FUNCTION f() RETURNS int AS $body$ BEGIN RETURN 1; END $body$ LANGUAGE 'plpgsql'",
  'CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END',
  'CREATE RULE r AS ON DELETE TO t DO (DELETE FROM a; DELETE FROM b)',
  'COPY t (a, b) FROM stdin',
  "COPY t FROM '/tmp/x'",
  '\n1\t2\n\\.\n',
  '\\connect other\n',
  '\\gexec\n',
  'SELECT :a, :\'b\', :"c", x::int, a[1:2]',
  '/* a /* nested; */ comment; */',
  '-- line; comment\n',
  '-- line comment\r\n',
  ';',
  "'",
  '"',
  '$$',
  '$tag$',
  '/*',
  '*/',
  '\\',
  '\\.',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\ud800',
  '😀',
  'é',
  'e\u0301',
  '$\x7bname}',
  '{{ ref("a;b") }}',
  '(',
  ')',
];
