import type { RewriteStep } from '../../model/rewrite.ts';

/**
 * Steps that a tool spreads over several migrations without changing their order: what follows a step of its own cannot
 * stay behind in the first one.
 */
export function inOrder(steps: readonly RewriteStep[]): readonly RewriteStep[] {
  const first = steps.findIndex((step) => step.transaction !== 'any');
  return steps.map((step, at) =>
    first >= 0 && at > first && step.transaction === 'any' ? { ...step, transaction: 'separate' } : step,
  );
}
