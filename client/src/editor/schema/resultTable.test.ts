import { describe, expect, it } from 'vitest';
import { resultTable } from './resultTable.ts';

function check(
  name: string,
  rows: readonly Record<string, unknown>[],
  limit: number,
  expected: readonly string[],
): void {
  it(name, () => expect(resultTable(rows, limit).split('\n')).toEqual([...expected, '']));
}

describe('result table', () => {
  check('no rows', [], 100, ['(no rows)']);
  check(
    'columns line up',
    [
      { id: 1, name: 'a' },
      { id: 200, name: null },
    ],
    100,
    ['id  │ name', '────┼─────', '1   │ a', '200 │ NULL', '', '(2 rows)'],
  );
  check('the limit is said', [{ id: 1 }], 1, ['id', '──', '1', '', '(the first 1 rows)']);
  check('values take one line', [{ t: 'a\n\tb' }], 2, ['t', '───', 'a b', '', '(1 row)']);
  it('long values are cut', () => {
    const line = resultTable([{ t: 'x'.repeat(500) }], 2).split('\n')[2] ?? '';
    expect(line).toBe(`${'x'.repeat(59)}…`);
  });
});
