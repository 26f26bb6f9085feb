import { beforeAll, describe, expect, it } from 'vitest';
import { casesOf, readingLines, sliced } from '../../../../../test/support/postgresReadings.ts';
import { loadParser } from './parser.ts';
import { readText } from './read.ts';
import { Source } from './source.ts';

beforeAll(loadParser);

/** Each file of cases and the kinds of lines that it lists. */
const files: readonly [file: string, kinds: readonly string[]][] = [
  ['operations.txt', ['op', 'problem', 'confidence']],
  ['queries.txt', ['query', 'problem', 'confidence']],
  ['tolerance.txt', ['op', 'problem', 'feature', 'confidence']],
  ['bodies.txt', ['body', 'problem', 'confidence']],
  ['features.txt', ['feature', 'problem', 'confidence']],
];

describe.each(files)('readings of %s', (file, kinds) => {
  it.each(casesOf(file))('$statement', ({ statement, expected }) => {
    const lines = readingLines(readText(statement, 18), statement);
    expect(lines.filter((line) => kinds.includes(line.split(' ', 1)[0] ?? ''))).toEqual(expected);
  });
});

describe('white space and comments between tokens', () => {
  const filler = '\r\n\t/* é😀 -- e\u0301 */\t';
  const escaped = JSON.stringify(filler).slice(1, -1);

  /** The statement with the filler wherever white space stands between two tokens. */
  function spread(statement: string): string {
    const source = new Source(statement);
    return source.starts
      .map((start, index) => (index > 0 && start > source.end(index - 1) ? filler : '') + source.textOf(index))
      .join('');
  }

  it.each(files.flatMap(([file]) => casesOf(file)))('change no reading of $statement', ({ statement }) => {
    const wide = spread(statement);
    const plain = readingLines(readText(statement, 18), statement);
    const lines = readingLines(readText(wide, 18), wide);
    expect(lines.map((line) => line.replaceAll(filler, ' ').replaceAll(escaped, ' '))).toEqual(plain);
  });
});

describe('syntax problems', () => {
  const cases: readonly [text: string, message: string, token: string][] = [
    ['SELEC 1', 'syntax error at or near "SELEC"', 'SELEC'],
    ["SELECT '😀e\u0301é' FRM t WHERE a = b c", 'syntax error at or near "t"', 't'],
    ["SELECT 'ü😀' FROM t WHERE", 'syntax error at end of input', 'WHERE'],
    ['SELECT (', 'syntax error at end of input', '('],
    ['SELECT 1 -- é\r\n\tFROM t WHERE a ==> -- 😀', 'syntax error at end of input', '==>'],
    [
      "SELECT 'never closed\nSELECT 2",
      'unterminated quoted string at or near "\'never closed\nSELECT 2"',
      "'never closed",
    ],
    ['CREATE TABLE t (a int,)', 'syntax error at or near ")"', ')'],
    ['ALTER TABLE é ADD COLUMN "😀" int DEFALT 1', 'syntax error at or near "DEFALT"', 'DEFALT'],
    ['SELECT \ud800 FROM', 'syntax error at end of input', 'FROM'],
  ];
  it.each(cases)('%s', (text, message, token) => {
    const { syntaxProblems } = readText(text, 18);
    expect(sliced(syntaxProblems, text)).toEqual([{ message, span: token, code: '42601' }]);
  });
});

describe('positions in text that is not ASCII', () => {
  const cases: readonly [text: string, column: string, type: string][] = [
    ['ALTER TABLE "é😀" ADD COLUMN "naïve" text NOT NULL', '"naïve" text NOT NULL', 'text'],
    [
      '/* 😀 */ ALTER TABLE t /* e\u0301 */ ADD COLUMN a\tnumeric(10,2)\r\nNOT NULL',
      'a\tnumeric(10,2)\r\nNOT NULL',
      'numeric(10,2)',
    ],
    ['ALTER TABLE t ADD COLUMN größe int NOT NULL', 'größe int NOT NULL', 'int'],
    ['\ufeffALTER TABLE t ADD COLUMN a int NOT NULL', 'a int NOT NULL', 'int'],
  ];
  it.each(cases)('%s', (text, column, type) => {
    const [operation] = readText(text, 18).operations;
    if (operation?.kind !== 'add-column') throw new Error(`read as ${operation?.kind}`);
    const { span, typeSpan, notNullSpan } = operation.column;
    expect([span, typeSpan, notNullSpan].map((part) => sliced(part, text))).toEqual([
      column,
      type,
      expect.stringMatching(/^NOT NULL$/),
    ]);
  });
});

describe('limits', () => {
  const unread: readonly [name: string, text: string][] = [
    ['statements over 1 MB', `SELECT '${'x'.repeat(1_000_000)}'`],
    ['20,000 nested parentheses', `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
    ['endless sums', `SELECT 1${'+1'.repeat(30_000)}`],
    ['endless negations', `SELECT ${'NOT '.repeat(30_000)}true`],
    ['endless CASE', `SELECT ${'CASE WHEN true THEN '.repeat(5000)}1${' END'.repeat(5000)}`],
    ['endless unions', `SELECT 1${' UNION SELECT 1'.repeat(30_000)}`],
    ['endless casts', `SELECT 1${'::int'.repeat(30_000)}`],
    ['endless joins', `SELECT * FROM a${' CROSS JOIN a'.repeat(30_000)}`],
    ['endless subscripts', `SELECT a${'[1'.repeat(5000)}${']'.repeat(5000)}`],
  ];
  it.each(unread)('%s are not read', (_, text) => {
    expect(readText(text, 18)).toMatchObject({ operations: [], syntaxProblems: [], confidence: 'none' });
  });

  const read: readonly [name: string, text: string][] = [
    ['many rows', `INSERT INTO t VALUES ${"(1, 'a', -2.5, now() + interval '1 day'), ".repeat(9000)}(1)`],
    ['many alternatives', `SELECT 1 FROM t WHERE ${'a = 1 AND b <> 2 OR '.repeat(4000)}c`],
    ['many values', `SELECT 1 FROM t WHERE a IN (${'1, '.repeat(50_000)}1)`],
    ['900 levels', `SELECT ${'('.repeat(900)}1${')'.repeat(900)}`],
    ['a sum of 900', `SELECT 1${' + 1'.repeat(900)}`],
  ];
  it.each(read)('%s are', (_, text) => {
    const reading = readText(text, 18);
    expect([reading.confidence, reading.syntaxProblems, reading.queries.length]).toEqual(['exact', [], 1]);
  });

  it('reads on after what was too deep', () => {
    readText(`SELECT ${'('.repeat(20_000)}1`, 18);
    expect(readText('SELECT 1', 18).confidence).toBe('exact');
  });
});

describe('versions', () => {
  it.each([
    ['CREATE TABLE t (a int) WITH OIDS', 11, []],
    ['CREATE TABLE t (a int) WITH OIDS', 12, ['syntax error at or near "OIDS"']],
    ['SELECT 1a', 14, []],
    ['SELECT 1a', 15, ['trailing junk after numeric literal at or near "1a"']],
  ] as const)('%s on %d', (text, version, messages) => {
    expect(readText(text, version).syntaxProblems.map((problem) => problem.message)).toEqual(messages);
  });
});

describe('several statements in one text', () => {
  it('reads each at its place', () => {
    const text = "DROP TABLE é; CREATE INDEX i ON t (a); SELECT '😀' FROM u;";
    const { operations } = readText(text, 18);
    expect(operations.map(({ kind, span }) => [kind, text.slice(span.start, span.end)])).toEqual([
      ['drop-table', 'DROP TABLE é'],
      ['create-index', 'CREATE INDEX i ON t (a)'],
      ['select', "SELECT '😀' FROM u"],
    ]);
  });

  it('finds nothing in nothing', () => {
    expect(readText(' -- only a comment\n', 18)).toMatchObject({
      operations: [],
      syntaxProblems: [],
      confidence: 'exact',
    });
  });
});
