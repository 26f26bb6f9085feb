/** A point between statements: just before statement `index` of segment `ordinal`. A statement is a spot itself. */
export interface Spot {
  readonly ordinal: number;
  readonly index: number;
}

export function comparePositions(left: Spot, right: Spot): number {
  return left.ordinal - right.ordinal || left.index - right.index;
}

/** Index of the first one at or after the spot in an ascending list; the list's length where there is none. */
export function firstAfter(ascending: readonly Spot[], spot: Spot): number {
  const last = ascending.at(-1);
  if (!last || comparePositions(last, spot) < 0) return ascending.length;
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = ascending[middle];
    if (candidate && comparePositions(candidate, spot) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insertAt<Item extends Spot>(ascending: Item[], item: Item): void {
  const index = firstAfter(ascending, item);
  if (ascending[index] === item) return;
  if (index === ascending.length) ascending.push(item);
  else ascending.splice(index, 0, item);
}

export function removeFrom<Item extends Spot>(ascending: Item[], item: Item): void {
  const index = firstAfter(ascending, item);
  if (ascending[index] === item) ascending.splice(index, 1);
}

/** Removes those with `start` ≤ position < `stop`. */
export function removeBetween(ascending: Spot[], start: Spot, stop: Spot): void {
  const first = firstAfter(ascending, start);
  ascending.splice(first, firstAfter(ascending, stop) - first);
}
