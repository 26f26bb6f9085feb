import { nearestHistory } from '../../../server/src/analysis/nearestHistory.ts';
import type { Project } from './project.ts';

/** Files that are judged together, apart from all others: a history, and the queries that rest on it. */
export interface LintGroup {
  /** Absolute paths, context included. */
  readonly files: readonly string[];
  /** Characters in them. */
  readonly size: number;
}

interface Group extends LintGroup {
  /** The files of the history, or the single file of no history. */
  readonly entries: { readonly file: string }[];
  readonly files: string[];
  size: number;
}

/** Shares groups out to at most `count` threads of like load. */
export function shareOut(groups: readonly LintGroup[], count: number): readonly (readonly LintGroup[])[] {
  const shares = Array.from({ length: count }, () => ({ groups: [] as LintGroup[], size: 0 }));
  for (const group of groups.toSorted((a, b) => b.size - a.size)) {
    const smallest = shares.reduce((least, share) => (share.size < least.size ? share : least));
    smallest.groups.push(group);
    smallest.size += group.size;
  }
  return shares.map((share) => share.groups).filter((share) => share.length > 0);
}

/** Splits the files of a project, context included, into groups. */
export function lintGroups(project: Project): readonly LintGroup[] {
  const histories = new Map<string, Group>();
  const others: string[] = [];
  for (const [file, { text }] of project.sources) {
    const key = project.toolOf(file)?.historyKey(file);
    if (key === undefined) {
      others.push(file);
      continue;
    }
    const group = histories.get(key) ?? { entries: [], files: [], size: 0 };
    histories.set(key, group);
    group.entries.push({ file });
    add(group, file, text);
  }
  const alone: Group[] = [];
  for (const file of others) {
    const text = project.sources.get(file)?.text ?? '';
    const nearest = nearestHistory(histories.values(), file);
    if (nearest) add(nearest, file, text);
    else alone.push({ entries: [], files: [file], size: text.length });
  }
  return [...histories.values(), ...alone];
}

function add(group: Group, file: string, text: string): void {
  group.files.push(file);
  group.size += text.length;
}
