import { nearestHistory } from '../../../server/src/analysis/nearestHistory.ts';
import { findTool } from '../../../server/src/tools/registry.ts';
import type { Project } from './project.ts';

/** Files that one thread judges: whole histories, and the queries that rest on them. Absolute paths. */
export type LintPart = readonly string[];

interface Group {
  /** The files of the history, or the single file of no history. */
  readonly entries: { readonly file: string }[];
  readonly files: string[];
  size: number;
}

/** Splits the files of a project, context included, into at most `count` parts of like size that can be judged apart. */
export function lintParts(project: Project, count: number): readonly LintPart[] {
  const parts = Array.from({ length: count }, () => ({ files: [] as string[], size: 0 }));
  for (const group of groupsOf(project).sort((a, b) => b.size - a.size)) {
    const smallest = parts.reduce((least, part) => (part.size < least.size ? part : least));
    smallest.files.push(...group.files);
    smallest.size += group.size;
  }
  return parts.map((part) => part.files).filter((files) => files.length > 0);
}

function groupsOf(project: Project): Group[] {
  const histories = new Map<string, Group>();
  const others: string[] = [];
  for (const [file, { text }] of project.sources) {
    const key = findTool(file, text)?.historyKey(file);
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
