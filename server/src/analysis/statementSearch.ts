import type { Statement } from '../model/script.ts';

/** Up to this many statements are searched one by one: files of ORMs, whose statements need not be in the order of the file. */
const fewStatements = 512;

/**
 * Index of the innermost statement that holds the offset (its end included), else of the last one that starts before it;
 * -1 where there is none. `statementOf` gives the statement of an item.
 */
export function statementIndexAt<Item>(
  items: readonly Item[],
  statementOf: (item: Item) => Statement,
  offset: number,
): number {
  return items.length <= fewStatements
    ? searchAll(items, statementOf, offset)
    : searchAscending(items, statementOf, offset);
}

/** The innermost statement that holds the offset (its end included); undefined where none does. */
export function statementHolding(statements: readonly Statement[], offset: number): Statement | undefined {
  const found = statements[statementIndexAt(statements, (statement) => statement, offset)];
  return found && offset <= found.span.end ? found : undefined;
}

function searchAll<Item>(items: readonly Item[], statementOf: (item: Item) => Statement, offset: number): number {
  let holding = -1;
  let holdingStart = -1;
  let before = -1;
  let beforeStart = -1;
  for (const [index, item] of items.entries()) {
    const { start, end } = statementOf(item).span;
    if (start > offset) continue;
    if (offset <= end && start >= holdingStart) {
      holding = index;
      holdingStart = start;
    }
    if (start >= beforeStart) {
      before = index;
      beforeStart = start;
    }
  }
  return holding >= 0 ? holding : before;
}

function searchAscending<Item>(items: readonly Item[], statementOf: (item: Item) => Statement, offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && statementOf(item).span.start <= offset) low = middle + 1;
    else high = middle;
  }
  const last = low - 1;
  // Bodies follow their holders: the holder of an offset after its last body statement starts a little before.
  for (let index = last; index >= 0; index--) {
    const item = items[index];
    const statement = item === undefined ? undefined : statementOf(item);
    if (!statement) break;
    if (offset <= statement.span.end) return index;
    if (!statement.inBodyOf) break;
  }
  return last;
}
