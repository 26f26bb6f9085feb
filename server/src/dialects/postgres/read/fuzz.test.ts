import { beforeAll, describe, expect, it } from 'vitest';
import { casesOf, corners } from '../../../../../test/support/postgresReadings.ts';
import { pick, randomFrom } from '../../../../../test/support/random.ts';
import { split } from '../split.ts';
import { loadParser } from './parser.ts';
import { readText } from './read.ts';

beforeAll(loadParser);

const runs = Number(process.env.FUZZ_RUNS ?? 3000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);

const statements = ['operations.txt', 'queries.txt', 'tolerance.txt', 'bodies.txt', 'features.txt'].flatMap((file) =>
  casesOf(file).map(({ statement }) => statement),
);

/** The text with a few random changes: pieces of other statements, corners, cuts and doublings. */
function mutated(text: string, random: () => number): string {
  let result = text;
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const at = Math.floor(random() * (result.length + 1));
    const end = Math.min(result.length, at + Math.floor(random() * 20));
    const kind = random();
    if (kind < 0.3) result = result.slice(0, at) + pick(corners, random) + result.slice(at);
    else if (kind < 0.5) result = result.slice(0, at) + result.slice(end);
    else if (kind < 0.7) result = result.slice(0, at) + pick(statements, random).slice(at) + result.slice(end);
    else if (kind < 0.8) result = result.slice(0, end) + result.slice(at);
    else if (kind < 0.9)
      result = `${result.slice(0, at)}${String.fromCharCode(Math.floor(random() * 0x10000))}${result.slice(at)}`;
    else result = result.slice(0, at);
  }
  return result;
}

/** Spans in the value that do not lie inside a text of the length. Texts of bodies have spans of their own. */
function strayingSpans(value: unknown, length: number): unknown[] {
  if (!value || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item) => strayingSpans(item, length));
  if ('reading' in value && 'text' in value && 'span' in value) {
    const inner = typeof value.text === 'string' ? value.text.length : 0;
    return [...strayingSpans(value.span, length), ...strayingSpans(value.reading, inner)];
  }
  const { start, end } = value as { start?: unknown; end?: unknown };
  if (typeof start === 'number' && typeof end === 'number') {
    return start >= 0 && start <= end && end <= length ? [] : [value];
  }
  return Object.values(value).flatMap((item) => strayingSpans(item, length));
}

describe('any text', () => {
  it(`is split and read without throwing, with spans inside of it (seed ${seed})`, () => {
    const random = randomFrom(seed);
    for (let run = 0; run < runs; run++) {
      const text = mutated(pick(statements, random), random);
      const name = `seed ${seed}, run ${run}: ${JSON.stringify(text)}`;
      for (const { kind, span } of split(text).segments) {
        if (kind !== 'statement') continue;
        const statement = text.slice(span.start, span.end);
        expect(strayingSpans(readText(statement, 14), statement.length), name).toEqual([]);
      }
      expect(strayingSpans(readText(text, 18), text.length), name).toEqual([]);
    }
  }, 3_600_000);
});
