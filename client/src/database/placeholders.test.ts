import { describe, expect, it } from 'vitest';
import { numberPlaceholders } from './placeholders.ts';

const numbered: readonly [name: string, sql: string, expected: string, count: number][] = [
  [
    'question marks',
    'select * from t where a = ? and b in (?, ?)',
    'select * from t where a = $1 and b in ($2, $3)',
    3,
  ],
  ['limit and offset', 'select a from t limit ? offset ?', 'select a from t limit $1 offset $2', 2],
  ['names, once each', 'select :a, :b, :a::int', 'select $1, $2, $1::int', 2],
  ['psql variables', "select * from t where a = :'name'", 'select * from t where a = $1', 1],
  ['python', 'select * from t where a = %s and b = %(b)s', 'select * from t where a = $1 and b = $2', 2],
  ['at names', 'select * from t where a = @a', 'select * from t where a = $1', 1],
  ['template holes', `select * from t where a = ${'$'}{user.id}`, 'select * from t where a = $1', 1],
  ['already numbered', 'select $2, $1', 'select $2, $1', 2],
  ['concatenation', "select ?||'x'", "select $1||'x'", 1],
  ['after a cast', 'select * from t where a = ?::int', 'select * from t where a = $1::int', 1],
];

const untouched: readonly string[] = [
  'select 1',
  "select doc ? 'key', doc ?| array['a'], doc ?& array['b'] from t",
  "select doc @? '$.a' from t",
  'select a::text, b[1:2], b[:2], b[low:high] from t',
  "select '?', ':name', $$ :name ? $$ -- :comment\n /* ? */",
  'select a <@b, c @@q, d @> e from t',
  'select a % s from t',
  'select now()::date',
];

describe('numberPlaceholders', () => {
  it.each(numbered)('%s', (_name, sql, expected, count) => {
    expect(numberPlaceholders(sql)).toMatchObject({ sql: expected, count });
  });
  it.each(untouched)('leaves %s', (sql) => {
    expect(numberPlaceholders(sql)).toMatchObject({ sql, count: 0 });
  });
  it('finds the way back to the original offsets', () => {
    const before = 'select :first, bad, :second, worse';
    const { sql, original } = numberPlaceholders(before);
    expect(original(sql.indexOf('select'))).toBe(before.indexOf('select'));
    expect(original(sql.indexOf('bad'))).toBe(before.indexOf('bad'));
    expect(original(sql.indexOf('worse'))).toBe(before.indexOf('worse'));
  });
});
