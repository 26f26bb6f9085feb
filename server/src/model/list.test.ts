import { describe, expect, it } from 'vitest';
import { appended, commonStart, isLongList, type List, named, withoutNamed } from './list.ts';
import { sameContent } from './replay/sameContent.ts';

interface Item {
  readonly name: string;
}

const item = (n: number): Item => ({ name: `n${n}` });

function listOf(length: number): List<Item> {
  let list: List<Item> = [];
  for (let n = 0; n < length; n++) list = appended(list, item(n));
  return list;
}

describe('a long list', () => {
  it('is as it was when others are made from it', () => {
    const list = listOf(100);
    const one = appended(list, item(500));
    const other = appended(list, item(600));
    expect(isLongList(list)).toBe(true);
    expect([list, one, other].map((each) => [each.length, each.at(-1)?.name])).toEqual([
      [100, 'n99'],
      [101, 'n500'],
      [101, 'n600'],
    ]);
    expect([...list]).toEqual(Array.from({ length: 100 }, (_, n) => item(n)));
    expect(list.map(({ name }) => name)).toHaveLength(100);
    expect(list.some(({ name }) => name === 'n500')).toBe(false);
    expect(one.slice(99).map(({ name }) => name)).toEqual(['n99', 'n500']);
  });

  it('finds what it has and not what was added later', () => {
    const list = listOf(100);
    const longer = appended(list, item(500));
    expect(named(list, 'n7')).toBe(list.at(7));
    expect(named(list, 'n500')).toBeUndefined();
    expect(named(longer, 'n500')).toBe(longer.at(100));
    expect(withoutNamed(list, 'n500')).toBe(list);
    expect(withoutNamed(longer, 'n7').length).toBe(100);
  });

  it('is not longer because something was appended while it was gone through', () => {
    let longest = listOf(100);
    let seen = 0;
    for (const { name } of longest) {
      seen++;
      longest = appended(longest, { name: `${name} again` });
    }
    expect([seen, longest.length]).toEqual([100, 200]);
  });

  it('shares its items: thousands of lists, each one longer, are no more items than the longest has', () => {
    let reads = 0;
    let list: List<Item> = [];
    let wrong = 0;
    for (let n = 0; n < 5_000; n++) {
      const name = `n${n}`;
      const next = appended(list, {
        get name() {
          reads++;
          return name;
        },
      });
      if (commonStart(list, next) !== n || named(next, name) !== next.at(n)) wrong++;
      list = next;
    }
    expect(wrong).toBe(0);
    expect(reads).toBeLessThan(20_000);
  });

  it('says the same as another with equal items', () => {
    expect(sameContent(listOf(100), listOf(100))).toBe(true);
    expect(sameContent(listOf(100), listOf(101))).toBe(false);
    expect(sameContent(appended(listOf(100), item(1)), appended(listOf(100), item(2)))).toBe(false);
    const list = listOf(100);
    expect(sameContent(appended(list, item(1)), appended(list, item(1)))).toBe(true);
  });
});
