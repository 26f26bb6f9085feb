import { firstIndex } from '../model/firstIndex.ts';
import type { Span } from '../model/span.ts';
import type { IgnoreComment } from './ignoreComments.ts';

/** What an ignore comment covers. */
export interface Region {
  readonly comment: IgnoreComment;
  readonly covers: Span;
  /** Indices of the names in `comment.rules` that silenced something; -1 where it names none. */
  readonly used: Set<number>;
}

const everyRule = -1;

/** Which name of the comment means the rule. */
export function nameOf(comment: IgnoreComment, rule: string): number | undefined {
  if (comment.rules.length === 0) return everyRule;
  const index = comment.rules.findIndex((named) => named.ids.includes(rule));
  return index < 0 ? undefined : index;
}

interface Named {
  readonly region: Region;
  readonly name: number;
}

/** Those that name a rule. */
interface OfRule {
  readonly all: readonly Named[];
  /** For each: itself where it was not used yet, else one that comes before the next that was not. */
  readonly unused: Int32Array;
}

/**
 * Regions that may reach over the whole file, none of which ends before one that begins before it: those that cover a place
 * are neighbours, and there may be thousands of them over thousands of findings.
 */
export class BroadRegions {
  private readonly regions: readonly Region[];
  private readonly byRule = new Map<string, OfRule>();

  constructor(regions: readonly Region[]) {
    this.regions = regions;
  }

  /** Whether one that names the rule covers the place; all that do are used then. */
  use(rule: string, at: number): boolean {
    if (this.regions.length === 0) return false;
    const { all, unused } = this.ofRule(rule);
    const first = firstIndex(all, ({ region }) => region.covers.end >= at);
    const stop = firstIndex(all, ({ region }) => region.covers.start > at);
    for (let index = next(unused, first); index < stop; index = next(unused, index)) {
      const named = all[index];
      named?.region.used.add(named.name);
      unused[index] = index + 1;
    }
    return first < stop;
  }

  private ofRule(rule: string): OfRule {
    const known = this.byRule.get(rule);
    if (known) return known;
    const all = this.regions.flatMap((region): Named[] => {
      const name = nameOf(region.comment, rule);
      return name === undefined ? [] : [{ region, name }];
    });
    const made = { all, unused: Int32Array.from({ length: all.length + 1 }, (_, index) => index) };
    this.byRule.set(rule, made);
    return made;
  }
}

/** The first from the index on that was not used; the way there is shorter the next time. */
function next(unused: Int32Array, from: number): number {
  let index = from;
  for (let to = unused[index] ?? index; to !== index; to = unused[index] ?? index) {
    unused[index] = unused[to] ?? to;
    index = to;
  }
  return index;
}
