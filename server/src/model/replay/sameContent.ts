import { commonStart, isLongList, type List } from '../list.ts';

const deepest = 200;

/**
 * Whether two plain values say the same. Instances of classes (origins) are the same only when identical.
 * Beyond a depth no written schema has, values count as different. Used to keep an old entry when folding again gives an equal one, so that the change goes no further.
 */
export function sameContent(left: unknown, right: unknown, depth = 0): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (depth > deepest) return false;
  if (isLongList(left)) return isLongList(right) && sameItems(left, right, depth);
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => sameContent(item, right[index], depth + 1))
    );
  }
  if (left instanceof Map) {
    return (
      right instanceof Map &&
      left.size === right.size &&
      [...left].every(([key, value]) => right.has(key) && sameContent(value, right.get(key), depth + 1))
    );
  }
  if (!isPlain(left) || !isPlain(right)) return false;
  const leftEntries = Object.entries(left).filter(([, value]) => value !== undefined);
  const rightEntries = new Map(Object.entries(right).filter(([, value]) => value !== undefined));
  return (
    leftEntries.length === rightEntries.size &&
    leftEntries.every(([key, value]) => rightEntries.has(key) && sameContent(value, rightEntries.get(key), depth + 1))
  );
}

function sameItems(left: List<unknown>, right: List<unknown>, depth: number): boolean {
  if (left.length !== right.length) return false;
  const same = commonStart(left, right);
  const rest = right.slice(same);
  return left.slice(same).every((item, index) => sameContent(item, rest[index], depth + 1));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
