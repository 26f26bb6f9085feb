/** Binary search for the first element that `isAtOrAfter`; the length where none is. */
export function firstIndex<Item>(items: readonly Item[], isAtOrAfter: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && isAtOrAfter(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
