import { expect, it } from 'vitest';
import type { StepTransaction } from '../../model/rewrite.ts';
import { inOrder } from './inOrder.ts';

const check = (given: readonly StepTransaction[], expected: readonly StepTransaction[]) =>
  it(given.join(', '), () => {
    const steps = given.map((transaction) => ({ sql: ['SELECT 1;'], transaction, name: 'step' }));
    expect(inOrder(steps).map((step) => step.transaction)).toEqual(expected);
  });

check(['any', 'any'], ['any', 'any']);
check(['any', 'forbidden', 'any'], ['any', 'forbidden', 'separate']);
check(['any', 'separate', 'forbidden', 'any'], ['any', 'separate', 'forbidden', 'separate']);
