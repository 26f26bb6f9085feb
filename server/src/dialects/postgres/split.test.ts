import { describe, expect, it } from 'vitest';
import { corners } from '../../../../test/support/postgresReadings.ts';
import { pick, randomFrom } from '../../../../test/support/random.ts';
import { finish } from '../../model/steps.ts';
import { resplit, split } from './split.ts';

/** Statements as they are, `data:` and `meta:` before the others. */
function pieces(text: string): string[] {
  return split(text).segments.map(({ kind, span }) => {
    const piece = text.slice(span.start, span.end);
    return kind === 'statement' ? piece : `${kind}:${piece}`;
  });
}

const cases: readonly [name: string, text: string, expected: readonly string[]][] = [
  ['two statements', 'SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
  ['nothing', ' \n\t', []],
  ['empty statements', ';; ;', []],
  ['comments alone', '-- a;b\n/* c; /* d; */ e; */', []],
  ['leading and trailing comments', '-- a\nSELECT 1 -- b\n; /* c */ SELECT 2', ['SELECT 1', 'SELECT 2']],
  ['comment inside', 'SELECT /* ; */ 1', ['SELECT /* ; */ 1']],
  ['string', "SELECT 'a;''b;'; SELECT 2", ["SELECT 'a;''b;'", 'SELECT 2']],
  ['backslash is plain in a string', "SELECT 'a\\'; SELECT 2", ["SELECT 'a\\'", 'SELECT 2']],
  ['escape string', "SELECT E'a\\';b'; SELECT 2", ["SELECT E'a\\';b'", 'SELECT 2']],
  ['unicode string and name', 'SELECT U&\'a;\', U&"b;"; SELECT 2', ['SELECT U&\'a;\', U&"b;"', 'SELECT 2']],
  ['quoted name', 'SELECT "a;""b"; SELECT 2', ['SELECT "a;""b"', 'SELECT 2']],
  [
    'dollar quotes',
    'SELECT $$a;b$$; SELECT $x$ $$; $x$; SELECT 3',
    ['SELECT $$a;b$$', 'SELECT $x$ $$; $x$', 'SELECT 3'],
  ],
  ['dollar in a name is no quote', 'SELECT a$b$c; SELECT 2', ['SELECT a$b$c', 'SELECT 2']],
  ['parameter is no quote', 'SELECT $1; SELECT $2', ['SELECT $1', 'SELECT $2']],
  ['unterminated string takes the rest', "SELECT 'a; SELECT 2;", ["SELECT 'a; SELECT 2;"]],
  ['semicolons in open parentheses still end', 'SELECT (1; SELECT 2', ['SELECT (1', 'SELECT 2']],
  [
    'SQL function body',
    'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; SELECT 3',
    [
      'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END',
      'SELECT 3',
    ],
  ],
  ['BEGIN alone', 'BEGIN; SELECT 1; END; SELECT 2', ['BEGIN', 'SELECT 1', 'END', 'SELECT 2']],
  [
    'rule with several commands',
    'CREATE RULE r AS ON DELETE TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1',
    ['CREATE RULE r AS ON DELETE TO t DO (DELETE FROM a; DELETE FROM b)', 'SELECT 1'],
  ],
  ['COPY data', 'COPY t FROM stdin;\n1;\t2\n\\.\nSELECT 1', ['COPY t FROM stdin', 'data:1;\t2\n', 'SELECT 1']],
  [
    'COPY data, CRLF',
    'COPY t (a) FROM STDIN WITH CSV;\r\n1\r\n\\.\r\nSELECT 1',
    ['COPY t (a) FROM STDIN WITH CSV', 'data:1\r\n', 'SELECT 1'],
  ],
  ['empty COPY data', 'COPY t FROM stdin;\n\\.\nSELECT 1', ['COPY t FROM stdin', 'data:', 'SELECT 1']],
  ['COPY data with a dot in it', 'COPY t FROM stdin;\n\\.x\n\\. \n\\.', ['COPY t FROM stdin', 'data:\\.x\n\\. \n']],
  ['COPY FROM stdout', 'COPY t FROM stdout;\n1\n\\.\n', ['COPY t FROM stdout', 'data:1\n']],
  ['COPY data up to the end', 'COPY t FROM stdin;\n1\n2', ['COPY t FROM stdin', 'data:1\n2']],
  ['COPY from a file has no data', "COPY t FROM '/a'; SELECT 1", ["COPY t FROM '/a'", 'SELECT 1']],
  [
    'COPY to stdout has no data',
    'COPY (SELECT 1 FROM stdin) TO stdout; SELECT 1',
    ['COPY (SELECT 1 FROM stdin) TO stdout', 'SELECT 1'],
  ],
  [
    'meta-commands',
    '\\set a 1\nSELECT 1;\n  \\echo done; really\n',
    ['meta:\\set a 1', 'SELECT 1', 'meta:\\echo done; really'],
  ],
  ['meta-command that sends', "SELECT 'DROP TABLE a' \\gexec\nSELECT 2", ["SELECT 'DROP TABLE a'", 'SELECT 2']],
  ['meta-command in the middle', 'SELECT 1\n\\echo x\nSELECT 2;', ['SELECT 1', 'meta:\\echo x', 'SELECT 2']],
  ['backslash semicolon', 'SELECT 1\\; SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['variables', "SELECT :a; SELECT :'b;c'; SELECT x::int;", ['SELECT :a', "SELECT :'b;c'", 'SELECT x::int']],
  [
    'placeholders',
    'SELECT $\x7ba;b}; SELECT {{ c("d;") }}; {% if x; %}',
    ['SELECT $\x7ba;b}', 'SELECT {{ c("d;") }}', '{% if x; %}'],
  ],
  ['byte order mark', '\ufeffSELECT 1;', ['SELECT 1']],
  ['CRLF and tabs', '\r\n\tSELECT\t1;\r\nSELECT 2\r\n', ['SELECT\t1', 'SELECT 2']],
  ['not ASCII', "SELECT '😀;' AS é;SELECT e\u0301", ["SELECT '😀;' AS é", 'SELECT e\u0301']],
];

describe('split', () => {
  it.each(cases)('%s', (_, text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it('tells where each segment ends, terminator included', () => {
    const text = 'SELECT 1 ;COPY t FROM stdin;\n1\n\\.\n\\x\nSELECT 2';
    expect(split(text).segments.map(({ end }) => text.slice(0, end).split('\n').at(-1) || end)).toEqual([
      'SELECT 1 ;',
      'SELECT 1 ;COPY t FROM stdin;',
      text.indexOf('\\x'),
      text.indexOf('SELECT 2'),
      'SELECT 2',
    ]);
  });

  it('collects comments with and without their signs', () => {
    const text = '--- a -\nSELECT 1 /* b\n c */; -- d\r\n/** e **/';
    expect(
      split(text).comments.map(({ form, text: content, span }) => [form, content, text.slice(span.start, span.end)]),
    ).toEqual([
      ['line', 'a -', '--- a -'],
      ['block', 'b\n c', '/* b\n c */'],
      ['line', 'd', '-- d'],
      ['block', 'e', '/** e **/'],
    ]);
  });

  it.each([
    ['nested parentheses', '('.repeat(20_000) + ')'.repeat(20_000)],
    ['open comments', '/*'.repeat(200_000)],
    ['open dollar quotes', Array.from({ length: 100_000 }, (_, index) => `$a${index}$`).join(' ')],
    ['open variables', ":'a".repeat(200_000)],
    ['open placeholders', '{{${'.repeat(100_000)],
    ['one long statement', `INSERT INTO t VALUES ${"(1,'abc'),".repeat(2_000_000)}(1)`],
    ['backslashes', '\\'.repeat(300_000)],
    ['quotes', `'"`.repeat(300_000)],
  ])('takes %s in linear time', (_, text) => {
    const { segments } = split(text);
    expect(segments.every(({ span, end }) => span.start <= span.end && span.end <= end && end <= text.length)).toBe(
      true,
    );
  });
});

describe('resplit', () => {
  const rounds = Number(process.env.FUZZ_RUNS ?? 2000);

  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);

  it(`equals split after any edit (seed ${seed})`, () => {
    const random = randomFrom(seed);
    let text = '';
    let previous = split(text);
    for (let round = 0; round < rounds; round++) {
      if (text.length > 4000) {
        text = '';
        previous = split(text);
      }
      const start = Math.floor(random() * (text.length + 1));
      const oldEnd = random() < 0.6 ? start : Math.min(text.length, start + Math.floor(random() * 12));
      const inserted =
        random() < 0.2 ? '' : `${pick(corners, random)}${random() < 0.4 ? ';' : ''}${random() < 0.3 ? '\n' : ''}`;
      const edited = text.slice(0, start) + inserted + text.slice(oldEnd);
      const result = finish(resplit(edited, previous, { start, oldEnd, newEnd: start + inserted.length }));
      expect(result, `seed ${seed}, round ${round}, edit at ${start}: ${JSON.stringify(edited)}`).toEqual(
        split(edited),
      );
      text = edited;
      previous = result;
    }
  });

  it('keeps what lies before the edit', () => {
    const text = Array.from({ length: 900 }, (_, index) => `SELECT ${index};`).join('\n');
    const previous = split(text);
    const at = text.indexOf('SELECT 500');
    const edited = `${text.slice(0, at)}x${text.slice(at)}`;
    const result = finish(resplit(edited, previous, { start: at, oldEnd: at, newEnd: at + 1 }));
    expect(result.segments[10]).toBe(previous.segments[10]);
    expect(result).toEqual(split(edited));
  });
});
