import type { PartitionBoundSpec } from '@pgsql/types';
import type { PartitionBound } from '../../../model/partitionBound.ts';
import type { Source } from './source.ts';

/** `FOR VALUES …` or `DEFAULT`; undefined where there is none (of an index, of a partition that is detached). */
export function readPartitionBound(spec: PartitionBoundSpec | undefined, source: Source): PartitionBound | undefined {
  if (!spec) return undefined;
  if (spec.is_default) return { kind: 'default' };
  if (spec.strategy === 'h') {
    return { kind: 'hash', modulus: spec.modulus ?? 0, remainder: spec.remainder ?? 0 };
  }
  // The word before the first parenthesis: IN or FROM.
  const open = source.indexOf(spec.location) + 1;
  if (spec.strategy === 'l') return { kind: 'list', values: listed(open, source) };
  const to = source.findWord('to', source.partners[open] ?? source.count);
  return { kind: 'range', from: listed(open, source), to: to < 0 ? [] : listed(to + 1, source) };
}

/** What stands between the commas of a parenthesis. */
function listed(open: number, source: Source): readonly string[] {
  const close = source.partners[open] ?? -1;
  const items: string[] = [];
  let first = open + 1;
  for (let index = first; index <= close; index = source.after(index)) {
    if (index !== close && source.textOf(index) !== ',') continue;
    if (index > first) items.push(source.text.slice(source.start(first), source.end(index - 1)));
    first = index + 1;
  }
  return items;
}
