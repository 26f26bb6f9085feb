import type { Statement } from './script.ts';

/** How many statements at the start and at the end of two lists say the same; only their places may differ. */
export interface StatementChange {
  readonly prefix: number;
  readonly suffix: number;
}

/** By the list after and the list before; neither is kept alive. */
const changes = new WeakMap<readonly Statement[], WeakMap<readonly Statement[], StatementChange>>();
const onlyUp = new WeakMap<readonly Statement[], boolean>();

/** Says what a reader knows anyhow: that so many statements at both ends are the same. */
export function tellStatementChange(
  before: readonly Statement[],
  after: readonly Statement[],
  change: StatementChange,
): void {
  changes.set(after, new WeakMap([[before, change]]));
  if (onlyUp.get(before)) onlyUp.set(after, areUp(after, change.prefix, after.length - change.suffix));
}

/** Compares reading, direction, transaction and holder. Asked again for the same lists it costs nothing. */
export function statementChange(before: readonly Statement[], after: readonly Statement[]): StatementChange {
  const known = changes.get(after)?.get(before);
  if (known) return known;
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && isSame(before[prefix], after[prefix])) prefix++;
  let suffix = 0;
  const most = shorter - prefix;
  while (suffix < most && isSame(before[before.length - 1 - suffix], after[after.length - 1 - suffix])) suffix++;
  const change = { prefix, suffix };
  tellStatementChange(before, after, change);
  return change;
}

/** Whether none of the statements is of direction `down`. */
export function haveOnlyUp(statements: readonly Statement[]): boolean {
  let result = onlyUp.get(statements);
  if (result === undefined) {
    result = areUp(statements, 0, statements.length);
    onlyUp.set(statements, result);
  }
  return result;
}

function areUp(statements: readonly Statement[], from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (statements[index]?.direction !== 'up') return false;
  return true;
}

function isSame(left: Statement | undefined, right: Statement | undefined): boolean {
  if (left === right) return true;
  if (!left || !right) return false;
  return (
    left.reading === right.reading &&
    left.direction === right.direction &&
    left.transaction === right.transaction &&
    left.inBodyOf?.reading === right.inBodyOf?.reading
  );
}
