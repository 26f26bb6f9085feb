import type { Finding } from '../model/finding.ts';
import type { Script } from '../model/script.ts';
import { allFindings, locatedFinding, mostSevereFindings, type Writing } from './findings.ts';
import { type RawFinding, spanOf } from './rawFinding.ts';

/** What is known about one file at one moment. */
export interface FileAnalysis {
  readonly file: string;
  readonly script: Script;
  /** By position; suppressed ones removed. Made when first read: ten thousand of them are not for every keystroke. */
  readonly findings: readonly Finding[];
  /** How many findings there are; costs no more than counting. */
  readonly count: number;
  /** Count of findings removed by ignore comments. */
  readonly suppressed: number;
  /** At most `limit` findings, the most severe first. Cheap also where there are many more: none is located yet. */
  mostSevere(limit: number): readonly RawFinding[];
  /** One of the most severe findings, at its place. */
  locate(raw: RawFinding): Finding;
}

/** An analysis of lists of findings, none of which is suppressed. */
export function fileAnalysis(
  lists: readonly (readonly RawFinding[])[],
  suppressed: number,
  writing: Writing,
): FileAnalysis {
  let findings: readonly Finding[] | undefined;
  return {
    file: writing.script.file,
    script: writing.script,
    suppressed,
    get count() {
      return lists.reduce((count, list) => count + list.length, 0);
    },
    get findings() {
      findings ??= allFindings(lists, writing);
      return findings;
    },
    mostSevere: (limit) => mostSevereFindings(lists, limit),
    locate: (raw) => locatedFinding(raw, writing),
  };
}

/** Splits the lists by `suppresses`; lists that lose nothing stay the same objects. */
export function withoutSuppressed(
  lists: readonly (readonly RawFinding[])[],
  suppresses: (rule: string, span: { readonly start: number; readonly end: number }) => boolean,
): { readonly lists: readonly (readonly RawFinding[])[]; readonly suppressed: number } {
  let suppressed = 0;
  const left = lists.map((list) => {
    const kept = list.filter((raw) => !suppresses(raw.rule, spanOf(raw.location)));
    suppressed += list.length - kept.length;
    return kept.length === list.length ? list : kept;
  });
  return { lists: left, suppressed };
}
