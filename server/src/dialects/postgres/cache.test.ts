import { describe, expect, it } from 'vitest';
import { emptyReading } from '../../model/script.ts';
import { cached } from './cache.ts';

function counting(capacity: number) {
  const texts: string[] = [];
  const read = cached((text, version) => {
    texts.push(`${text}@${version}`);
    return { ...emptyReading };
  }, capacity);
  return { read, texts };
}

describe('cached readings', () => {
  it('gives the identical reading for the same text and version', () => {
    const { read, texts } = counting(100);
    expect(read('a', 14)).toBe(read('a', 14));
    expect(read('a', 15)).not.toBe(read('a', 14));
    expect(texts).toEqual(['a@14', 'a@15']);
  });

  it('forgets what has not been used for longest', () => {
    const { read, texts } = counting(10);
    read('aaaa', 14);
    read('bbbb', 14);
    read('aaaa', 14);
    read('cccc', 14);
    read('aaaa', 14);
    read('bbbb', 14);
    expect(texts).toEqual(['aaaa@14', 'bbbb@14', 'cccc@14', 'bbbb@14']);
  });
});
