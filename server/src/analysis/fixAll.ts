import { applyEdits } from '../model/applyEdits.ts';
import type { Finding, Fix, FixSafety, NewFile, TextEdit } from '../model/finding.ts';
import type { Workspace } from './workspace.ts';

export interface FixAllOptions {
  /** `safe`: only those. `review`: also those that a person must read first. */
  readonly safety: FixSafety;
  /** Fixes that create files or edit others take part. */
  readonly severalFiles: boolean;
}

export interface FixAllResult {
  /** New texts of files that were changed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly created: readonly NewFile[];
  readonly applied: number;
}

/** Fixes can uncover others, but not for ever. */
const mostPasses = 10;

/**
 * Applies the first suitable fix of each finding of a file, again and again until none is left.
 * A fix that would leave more findings of any rule than before is not applied. `textOf` gives a file's present text.
 * The workspace is left with the new texts and files: a caller who only wants to know them sets the old ones again.
 */
export function fixAll(
  workspace: Workspace,
  file: string,
  textOf: (file: string) => string | undefined,
  options: FixAllOptions,
): FixAllResult {
  const texts = new Map<string, string>();
  const created: NewFile[] = [];
  let applied = 0;

  const current = (path: string): string => texts.get(path) ?? textOf(path) ?? '';
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const fixes = withoutOverlaps(suitableFixes(workspace.analysis(file)?.findings ?? [], file, options));
    if (fixes.length === 0) break;
    const together = attempt(fixes);
    const done = together ? fixes.length : fixes.filter((fix) => attempt([fix])).length;
    applied += done;
    // One by one, the first success moves the places of the others: they come again in the next pass.
    if (done === 0) break;
  }
  return { texts, created, applied };

  /** Applies fixes and keeps them if that leaves fewer findings, and of no rule more; otherwise undoes them. */
  function attempt(fixes: readonly Fix[]): boolean {
    const before = countByRule(workspace.analysis(file)?.findings ?? []);
    const edits = editsByFile(fixes, file);
    const changed = new Map<string, string>();
    for (const [path, own] of edits) {
      const text = current(path);
      if (own.some(({ span }) => span.end > text.length)) return false;
      changed.set(path, applyEdits(text, own));
    }
    const news = fixes.flatMap((fix) => fix.creates);
    if (news.some((each) => workspace.has(each.file))) return false;
    for (const [path, text] of changed) workspace.set(path, text);
    for (const each of news) workspace.set(each.file, each.text);
    if (isBetter(before, countByRule(workspace.analysis(file)?.findings ?? []))) {
      for (const [path, text] of changed) texts.set(path, text);
      created.push(...news);
      return true;
    }
    for (const path of changed.keys()) workspace.set(path, current(path));
    for (const each of news) workspace.remove(each.file);
    return false;
  }
}

function suitableFixes(findings: readonly Finding[], file: string, { safety, severalFiles }: FixAllOptions): Fix[] {
  const fixes: Fix[] = [];
  for (const finding of findings) {
    const fix = finding.fixes.find(
      (candidate) =>
        (candidate.safety === 'safe' || safety === 'review') &&
        (severalFiles ||
          (candidate.creates.length === 0 && candidate.edits.every((edit) => (edit.file ?? file) === file))),
    );
    if (fix) fixes.push(fix);
  }
  return fixes;
}

/** In order, leaving out each fix that touches a place that an earlier one changes. */
function withoutOverlaps(fixes: readonly Fix[]): Fix[] {
  const kept: Fix[] = [];
  const taken: (readonly [file: string | undefined, start: number, end: number])[] = [];
  const files = new Set<string>();
  for (const fix of fixes) {
    const clashes =
      fix.creates.some((each) => files.has(each.file)) ||
      fix.edits.some((edit) =>
        taken.some(([file, start, end]) => file === edit.file && edit.span.start <= end && start <= edit.span.end),
      );
    if (clashes) continue;
    kept.push(fix);
    for (const each of fix.creates) files.add(each.file);
    for (const edit of fix.edits) taken.push([edit.file, edit.span.start, edit.span.end]);
  }
  return kept;
}

function editsByFile(fixes: readonly Fix[], file: string): Map<string, TextEdit[]> {
  const edits = new Map<string, TextEdit[]>();
  for (const edit of fixes.flatMap((fix) => fix.edits)) {
    const path = edit.file ?? file;
    edits.set(path, [...(edits.get(path) ?? []), edit]);
  }
  return edits;
}

function countByRule(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

function isBetter(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): boolean {
  const sum = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((total, count) => total + count, 0);
  return sum(after) < sum(before) && [...after].every(([rule, count]) => count <= (before.get(rule) ?? 0));
}
