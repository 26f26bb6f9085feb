import { expect, it } from 'vitest';
import { SharedMap } from './sharedMap.ts';

it('says the same as a map after any changes, and so do the copies from before them', () => {
  let shared = SharedMap.empty<number>();
  const plain = new Map<string, number>();
  const kept: { readonly shared: SharedMap<number>; readonly entries: readonly (readonly [string, number])[] }[] = [];
  // More keys than there are places, each changed and some taken away and put back.
  for (let step = 0; step < 6000; step++) {
    const key = `key ${(step * 7919) % 1500}`;
    if (step % 5 === 4) {
      shared = shared.without(key);
      plain.delete(key);
    } else {
      shared = shared.with(key, step);
      plain.set(key, step);
    }
    if (step % 1000 === 0) kept.push({ shared, entries: [...plain] });
  }
  kept.push({ shared, entries: [...plain] });
  for (const { shared: copy, entries } of kept) {
    expect(copy.entries()).toEqual(entries);
    for (const [key, value] of entries) expect([copy.has(key), copy.get(key)]).toEqual([true, value]);
    expect([copy.has('none'), copy.get('none')]).toEqual([false, undefined]);
  }
});
