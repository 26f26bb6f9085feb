import type { OperationKind } from '../model/operation.ts';
import type { Statement } from '../model/script.ts';

/** How many operations of each kind a list of statements has. */
export interface OperationKinds {
  readonly statements: readonly Statement[];
  readonly counts: ReadonlyMap<OperationKind, number>;
}

/** Counts anew only what differs from `previous` between the first and the last statement that read differently. */
export function operationKinds(statements: readonly Statement[], previous?: OperationKinds): OperationKinds {
  if (previous?.statements === statements) return previous;
  const before = previous?.statements ?? [];
  const shorter = Math.min(statements.length, before.length);
  let prefix = 0;
  while (prefix < shorter && statements[prefix]?.reading === before[prefix]?.reading) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && statements.at(-1 - suffix)?.reading === before.at(-1 - suffix)?.reading) suffix++;
  const counts = new Map(previous?.counts);
  add(counts, before, prefix, before.length - suffix, -1);
  add(counts, statements, prefix, statements.length - suffix, 1);
  return { statements, counts };
}

function add(
  counts: Map<OperationKind, number>,
  statements: readonly Statement[],
  from: number,
  to: number,
  step: 1 | -1,
): void {
  for (let index = from; index < to; index++) {
    for (const { kind } of statements[index]?.reading.operations ?? [])
      counts.set(kind, (counts.get(kind) ?? 0) + step);
  }
}
