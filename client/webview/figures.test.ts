import { describe, expect, it } from 'vitest';
import { blocks, milliseconds, misestimate, percent, rows } from './figures.ts';

function check<Value>(format: (value: Value) => string | undefined, value: Value, expected: string | undefined): void {
  it(`${String(value)} → ${expected}`, () => expect(format(value)).toBe(expected));
}

describe('milliseconds', () => {
  check(milliseconds, 0.0421, '0.042 ms');
  check(milliseconds, 12.44, '12.4 ms');
  check(milliseconds, 1234.4, '1,234 ms');
  check(milliseconds, 12_345, '12.3 s');
});

describe('rows', () => {
  check(rows, 1234567, '1,234,567');
  check(rows, 0.33, '0.33');
  check(rows, 12.7, '13');
});

describe('percent', () => {
  check(percent, 0.384, '38 %');
  check(percent, 0.001, '< 1 %');
  check(percent, 0, '0 %');
});

describe('misestimate', () => {
  check(misestimate, undefined, undefined);
  check(misestimate, 1.9, undefined);
  check(misestimate, 133, '133× too low');
  check(misestimate, 0.125, '8× too high');
  check(misestimate, 0, 'none came');
});

describe('blocks', () => {
  check(blocks, 1, '1 block (8 kB)');
  check(blocks, 4520, '4,520 blocks (35 MB)');
});
