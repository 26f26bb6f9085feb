import { fixAll } from '../../../server/src/analysis/fixAll.ts';
import { isBetter } from '../../../server/src/analysis/isBetter.ts';
import { applyEdits } from '../../../server/src/model/applyEdits.ts';
import type { Finding, Fix } from '../../../server/src/model/finding.ts';
import type { Project } from './project.ts';

export interface FixedProject {
  /** New text by absolute path, of files that existed. */
  readonly texts: ReadonlyMap<string, string>;
  /** Text of new files by absolute path. */
  readonly created: ReadonlyMap<string, string>;
  readonly applied: number;
  /** Files with something to fix that cannot be written back as they were. */
  readonly left: readonly string[];
}

/**
 * Fixes every file of the project: first what stays in a file, then, with `review`, what moves statements to new files.
 * A fix that would leave more findings of any rule in its file is left out.
 */
export function fixProject(project: Project, review: boolean): FixedProject {
  const { workspace } = project;
  const created = new Map<string, string>();
  const changed = new Set<string>();
  const left = new Set<string>();
  let applied = 0;
  for (const file of project.files) {
    const inFile = fixAll(workspace, file, { review });
    if (inFile && inFile.applied > 0 && mayChange(file)) {
      workspace.set(file, inFile.text);
      changed.add(file);
      applied += inFile.applied;
    }
    if (review) applied += fixAcrossFiles(file);
  }
  const texts = [...changed]
    .filter((file) => !created.has(file))
    .map((file) => [file, workspace.text(file) ?? ''] as const);
  return {
    texts: new Map(texts.filter(([file, text]) => text !== project.sources.get(file)?.text)),
    created: new Map([...created.keys()].map((file) => [file, workspace.text(file) ?? ''])),
    applied,
    left: [...left],
  };

  function mayChange(file: string): boolean {
    const isLossy = project.sources.get(file)?.isLossy ?? false;
    if (isLossy) left.add(file);
    return !isLossy;
  }

  /** One fix after the other, because each moves the places of the rest. */
  function fixAcrossFiles(file: string): number {
    let count = 0;
    for (let before = findingsOf(file); ; before = findingsOf(file)) {
      const fixes = before.flatMap((finding) => finding.fixes.slice(0, 1)).filter((fix) => spansFiles(fix, file));
      if (!fixes.some((fix) => attempt(fix, file, before))) return count;
      count += 1;
    }
  }

  function attempt(fix: Fix, file: string, before: readonly Finding[]): boolean {
    if (fix.creates.some((each) => workspace.has(each.file))) return false;
    const edited = [...new Set(fix.edits.map((edit) => edit.file ?? file))];
    if (!edited.every(mayChange)) return false;
    const former = new Map(edited.map((path) => [path, workspace.text(path) ?? '']));
    for (const [path, text] of former) {
      workspace.set(
        path,
        applyEdits(
          text,
          fix.edits.filter((edit) => (edit.file ?? file) === path),
        ),
      );
    }
    for (const each of fix.creates) workspace.set(each.file, each.text);
    if (isBetter(findingsOf(file), before)) {
      for (const path of edited) changed.add(path);
      for (const each of fix.creates) created.set(each.file, each.text);
      return true;
    }
    for (const [path, text] of former) workspace.set(path, text);
    for (const each of fix.creates) workspace.remove(each.file);
    return false;
  }

  function findingsOf(file: string): readonly Finding[] {
    return workspace.analysis(file)?.findings ?? [];
  }
}

function spansFiles(fix: Fix, file: string): boolean {
  return fix.creates.length > 0 || fix.edits.some((edit) => (edit.file ?? file) !== file);
}
