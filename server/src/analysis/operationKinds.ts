import type { OperationKind } from '../model/operation.ts';
import { kindsOf, type Statement } from '../model/script.ts';
import { statementChange } from '../model/statementChange.ts';
import { hidesComments } from './ignoreComments.ts';

/** How many operations of each kind a list of statements has. */
export interface OperationKinds {
  readonly statements: readonly Statement[];
  readonly counts: ReadonlyMap<OperationKind, number>;
  /** How many statements may hide comments in a string or a body. */
  readonly hiding: number;
}

/** Counts anew only what differs from `previous` between the first and the last statement that read differently. */
export function operationKinds(statements: readonly Statement[], previous?: OperationKinds): OperationKinds {
  if (previous?.statements === statements) return previous;
  const before = previous?.statements ?? [];
  const { prefix, suffix } = statementChange(before, statements);
  const counts = new Map(previous?.counts);
  const removed = add(counts, before, prefix, before.length - suffix, -1);
  const added = add(counts, statements, prefix, statements.length - suffix, 1);
  return { statements, counts, hiding: (previous?.hiding ?? 0) - removed + added };
}

function add(
  counts: Map<OperationKind, number>,
  statements: readonly Statement[],
  from: number,
  to: number,
  step: 1 | -1,
): number {
  let hiding = 0;
  for (let index = from; index < to; index++) {
    const statement = statements[index];
    if (!statement) continue;
    if (hidesComments(statement)) hiding++;
    for (const kind of kindsOf(statement.reading)) counts.set(kind, (counts.get(kind) ?? 0) + step);
  }
  return hiding;
}
