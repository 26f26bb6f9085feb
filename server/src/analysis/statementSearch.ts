import type { Statement } from '../model/script.ts';

/** Up to this many statements are searched one by one: files of ORMs, whose statements need not be in the order of the file. */
const fewStatements = 512;

/**
 * Index of the innermost statement that holds the offset (its end included), else of the last one that starts before it;
 * -1 where there is none.
 */
export function statementIndexAt(count: number, statementAt: (index: number) => Statement, offset: number): number {
  return count <= fewStatements ? searchAll(count, statementAt, offset) : searchAscending(count, statementAt, offset);
}

function searchAll(count: number, statementAt: (index: number) => Statement, offset: number): number {
  let holding = -1;
  let before = -1;
  for (let index = 0; index < count; index++) {
    const { span } = statementAt(index);
    if (span.start > offset) continue;
    if (offset <= span.end && (holding < 0 || span.start >= statementAt(holding).span.start)) holding = index;
    if (before < 0 || span.start >= statementAt(before).span.start) before = index;
  }
  return holding >= 0 ? holding : before;
}

function searchAscending(count: number, statementAt: (index: number) => Statement, offset: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (statementAt(middle).span.start <= offset) low = middle + 1;
    else high = middle;
  }
  const last = low - 1;
  // Bodies follow their holders: the holder of an offset after its last body statement starts a little before.
  for (let index = last; index >= 0 && last - index < fewStatements; index--) {
    const statement = statementAt(index);
    if (offset <= statement.span.end) return index;
    if (!statement.inBodyOf) break;
  }
  return last;
}
