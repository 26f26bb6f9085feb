/**
 * A list of a catalog entry: an array, or, where it is long, something that shares its items with the lists that it was
 * made from. A table may have thousands of indexes, and each of the statements that added one keeps the table as it left it.
 */
export interface List<Item> {
  readonly length: number;
  at(index: number): Item | undefined;
  every(test: (item: Item, index: number) => unknown): boolean;
  filter(test: (item: Item, index: number) => unknown): Item[];
  find(test: (item: Item, index: number) => unknown): Item | undefined;
  flatMap<Result>(map: (item: Item, index: number) => Result | readonly Result[]): Result[];
  includes(item: Item): boolean;
  map<Result>(map: (item: Item, index: number) => Result): Result[];
  slice(start?: number, end?: number): Item[];
  some(test: (item: Item, index: number) => unknown): boolean;
  [Symbol.iterator](): Iterator<Item>;
}

interface Named {
  readonly name: string;
}

/** Shorter lists are arrays: copying them costs nothing. */
const long = 64;

/** The list with one more item at its end. */
export function appended<Item extends Named>(list: List<Item>, item: Item): List<Item> {
  if (list instanceof SharedList) return (list as SharedList<Item>).with(item);
  return list.length < long ? [...list, item] : new SharedList(new Items([...list, item]));
}

/** The first item of that name. */
export function named<Item extends Named>(list: List<Item>, name: string): Item | undefined {
  if (list instanceof SharedList) return (list as SharedList<Item>).named(name);
  return list.find((item) => item.name === name);
}

/** The list without the items of that name; the same object where there are none. */
export function withoutNamed<Item extends Named>(list: List<Item>, name: string): List<Item> {
  return named(list, name) ? list.filter((item) => item.name !== name) : list;
}

/** Whether it is a list that is no array. */
export function isLongList(value: unknown): value is List<unknown> {
  return value instanceof SharedList;
}

/** How many items two lists begin with in common. */
export function commonStart<Item>(one: List<Item> = [], other: List<Item> = []): number {
  const shorter = Math.min(one.length, other.length);
  if (one instanceof SharedList && one.sharesWith(other)) return shorter;
  let same = 0;
  while (same < shorter && one.at(same) === other.at(same)) same++;
  return same;
}

/** Items that any number of lists begin with; only the end grows. */
class Items<Item extends Named> {
  readonly all: Item[];
  /** Index of the first item of each name. */
  private readonly indexes = new Map<string, number>();

  constructor(all: Item[]) {
    this.all = all;
    for (const [index, item] of all.entries()) this.note(item, index);
  }

  push(item: Item): void {
    this.note(item, this.all.length);
    this.all.push(item);
  }

  named(name: string, length: number): Item | undefined {
    const index = this.indexes.get(name);
    return index !== undefined && index < length ? this.all[index] : undefined;
  }

  private note({ name }: Item, index: number): void {
    if (!this.indexes.has(name)) this.indexes.set(name, index);
  }
}

class SharedList<Item extends Named> implements List<Item> {
  readonly length: number;
  private readonly items: Items<Item>;

  constructor(items: Items<Item>) {
    this.items = items;
    this.length = items.all.length;
  }

  private get array(): readonly Item[] {
    return this.isWhole ? this.items.all : this.items.all.slice(0, this.length);
  }

  private get isWhole(): boolean {
    return this.items.all.length === this.length;
  }

  with(item: Item): SharedList<Item> {
    const items = this.isWhole ? this.items : new Items(this.slice());
    items.push(item);
    return new SharedList(items);
  }

  named(name: string): Item | undefined {
    return this.items.named(name, this.length);
  }

  sharesWith(other: List<unknown>): boolean {
    return other instanceof SharedList && other.items === this.items;
  }

  at(index: number): Item | undefined {
    const from = index < 0 ? this.length + index : index;
    return from < this.length ? this.items.all[from] : undefined;
  }

  every(test: (item: Item, index: number) => unknown): boolean {
    return this.array.every(test);
  }

  filter(test: (item: Item, index: number) => unknown): Item[] {
    return this.array.filter(test);
  }

  find(test: (item: Item, index: number) => unknown): Item | undefined {
    return this.array.find(test);
  }

  flatMap<Result>(map: (item: Item, index: number) => Result | readonly Result[]): Result[] {
    return this.array.flatMap(map);
  }

  includes(item: Item): boolean {
    return this.array.includes(item);
  }

  map<Result>(map: (item: Item, index: number) => Result): Result[] {
    return this.array.map(map);
  }

  slice(start = 0, end = this.length): Item[] {
    return this.array.slice(start, end);
  }

  some(test: (item: Item, index: number) => unknown): boolean {
    return this.array.some(test);
  }

  [Symbol.iterator](): Iterator<Item> {
    // A copy: what is appended in the loop is not of this list.
    return this.slice()[Symbol.iterator]();
  }
}
