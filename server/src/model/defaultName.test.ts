import { describe, expect, it } from 'vitest';
import { defaultConstraintName, objectName } from './defaultName.ts';
import type { ConstraintDefinition } from './operation.ts';

const base = { span: { start: 0, end: 0 }, notValid: false } as const;
const span = { start: 0, end: 0 };

describe('defaultConstraintName', () => {
  const cases: readonly (readonly [string, ConstraintDefinition])[] = [
    [
      'orders_customer_id_fkey',
      { ...base, kind: 'foreign-key', columns: ['customer_id'], referencedTable: { name: 'c' }, referencedColumns: [] },
    ],
    ['orders_a_b_key', { ...base, kind: 'unique', columns: ['a', 'b'] }],
    ['orders_pkey', { ...base, kind: 'primary-key', columns: ['id'] }],
    ['orders_total_not_null', { ...base, kind: 'not-null', column: 'total' }],
    ['orders_total_check', { ...base, kind: 'check', expression: { kind: 'column', name: 'total', span } }],
    ['orders_check', { ...base, kind: 'check', expression: { kind: 'constant', type: 'boolean', value: true, span } }],
  ];
  for (const [expected, definition] of cases) {
    it(expected, () => expect(defaultConstraintName('orders', definition)).toBe(expected));
  }
});

describe('objectName', () => {
  it('numbers a name that is taken', () =>
    expect(objectName('t', 'c', 'check', (name) => name === 't_c_check')).toBe('t_c_check1'));
  // What PostgreSQL 18 answers for these.
  it('shortens the longer part to 63 bytes', () =>
    expect(objectName('t'.repeat(60), 'c'.repeat(10), 'fkey')).toBe(`${'t'.repeat(47)}_${'c'.repeat(10)}_fkey`));
  it('does not cut a character in half', () =>
    expect(objectName('é'.repeat(40), '', 'pkey')).toBe(`${'é'.repeat(29)}_pkey`));
});
