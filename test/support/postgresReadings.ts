import { readFileSync } from 'node:fs';
import type { Operation } from '../../server/src/model/operation.ts';
import type { Query } from '../../server/src/model/query.ts';
import type { Reading } from '../../server/src/model/script.ts';
import type { Span } from '../../server/src/model/span.ts';

/** What a PostgreSQL reading says, in the compact form of the cases beside the reader; and texts that are hard to lex. */

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

/**
 * What a reading says, one line each: operations and queries as JSON with spans as the text that they cover (`span` left
 * out where it is the whole statement), problems, features, statements of the body, and how sure the reading is.
 */
export function readingLines(reading: Reading, text: string): string[] {
  const json = (value: Operation | Query) => {
    const { span, ...rest } = value;
    const { query: _, ...parts } = rest as { query?: Query };
    const part = text.slice(span.start, span.end);
    return JSON.stringify(sliced(part === text ? parts : { ...parts, span }, text));
  };
  return [
    ...reading.operations.map((operation) => `op ${json(operation)}`),
    ...reading.queries.map((query) => `query ${json(query)}`),
    ...reading.syntaxProblems.map(({ message, span }) => `problem ${message} «${text.slice(span.start, span.end)}»`),
    ...reading.features.map(
      ({ feature, since, span }) => `feature ${since} ${feature} «${text.slice(span.start, span.end)}»`,
    ),
    ...reading.body.flatMap((statement) => {
      const read = statement.reading.operations.map((operation) => operation.kind).join(', ');
      const slice = text.slice(statement.span.start, statement.span.end);
      const shown = statement.text === slice ? `«${slice}»` : `«${slice}» as «${statement.text}»`;
      return [`body ${shown} ${read}${statement.reading.syntaxProblems.map(({ message }) => ` ${message}`)}`];
    }),
    ...(reading.confidence === 'exact' ? [] : [`confidence ${reading.confidence}`]),
  ];
}

/**
 * The cases of a file in `cases/`: an unindented line is a statement, the indented ones below it are what `readingLines`
 * must say; `#` begins a heading.
 */
export function casesOf(file: string): { readonly statement: string; readonly expected: readonly string[] }[] {
  const cases: { statement: string; expected: string[] }[] = [];
  for (const line of readFileSync(
    new URL(`../../server/src/dialects/postgres/cases/${file}`, import.meta.url),
    'utf8',
  ).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('    ')) cases.at(-1)?.expected.push(line.slice(4));
    else cases.push({ statement: line, expected: [] });
  }
  return cases;
}
