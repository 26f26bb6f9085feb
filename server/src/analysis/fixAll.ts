import { applyEdits } from '../model/applyEdits.ts';
import type { Finding, Fix, TextEdit } from '../model/finding.ts';
import { finish, type Steps } from '../model/steps.ts';
import { isBetter } from './isBetter.ts';
import type { FileAnalysis, Workspace } from './workspace.ts';

export interface FixAllOptions {
  /** Also fixes that a person should read. Default: only safe ones. */
  readonly review?: boolean;
  /** Only findings of these. Default: all. */
  readonly isWanted?: (finding: Finding) => boolean;
}

export interface FixAllResult {
  readonly text: string;
  /** The edits that lead from the old text to the new one, by position. */
  readonly edits: readonly TextEdit[];
  /** Findings that were fixed. */
  readonly applied: number;
}

const mostRounds = 10;
const writtenAtOnce = 200;

/** Longer texts are fixed in a workspace of their own, so that it takes turns with others. In UTF-16 units. */
const longText = 200_000;

/**
 * Applies fixes that stay in the file, again and again until none is left; a rule whose fixes add findings is left alone.
 * The workspace is as before afterwards. No I/O.
 */
export function fixAll(workspace: Workspace, file: string, options: FixAllOptions = {}): FixAllResult | undefined {
  return finish(fixWith({ workspace, file, options, analyse: analyseAtOnce }));
}

/**
 * The same in slices of at most `sliceMs` milliseconds, between which the workspace is as it was: a long file is fixed in a
 * copy, and not at all where `hasRoom` says that there is no memory for one.
 */
export function* fixAllInSlices(
  workspace: Workspace,
  file: string,
  sliceMs: number,
  hasRoom: () => boolean,
): Steps<FixAllResult | undefined> {
  const text = workspace.text(file) ?? '';
  if (text.length <= longText) return fixAll(workspace, file);
  if (!hasRoom()) return undefined;
  const own = workspace.fork(file);
  return yield* fixWith({
    workspace: own,
    file,
    options: {},
    analyse: () => own.analysisInSlices(file, sliceMs),
  });
}

interface Fixing {
  readonly workspace: Workspace;
  readonly file: string;
  readonly options: FixAllOptions;
  analyse(workspace: Workspace, file: string): Steps<FileAnalysis | undefined>;
}

// biome-ignore lint/correctness/useYield: where nobody waits, nothing is sliced.
function* analyseAtOnce(workspace: Workspace, file: string): Steps<FileAnalysis | undefined> {
  return workspace.analysis(file);
}

function* fixWith(fixing: Fixing): Steps<FixAllResult | undefined> {
  const { workspace, file } = fixing;
  const original = workspace.text(file);
  if (original === undefined) return undefined;
  const refused = new Set<string>();
  let text = original;
  let applied = 0;
  let edits: readonly TextEdit[] = [];
  let rounds = 0;
  try {
    while (rounds < mostRounds) {
      const round = yield* fixRound(fixing, text, refused);
      if (!round) break;
      rounds++;
      applied += round.applied;
      text = round.text;
      edits = rounds === 1 ? round.edits : [differenceOf(original, text)];
    }
  } finally {
    if (workspace.text(file) !== original) workspace.set(file, original);
  }
  return { text, edits, applied };
}

interface Round {
  readonly text: string;
  readonly edits: readonly TextEdit[];
  readonly applied: number;
}

function* fixRound(fixing: Fixing, text: string, refused: Set<string>): Steps<Round | undefined> {
  const { workspace, file, options } = fixing;
  const findings = (yield* fixing.analyse(workspace, file))?.findings ?? [];
  const wanted = findings.filter((finding) => !refused.has(finding.rule) && (options.isWanted?.(finding) ?? true));
  const all = yield* tryFixes(fixing, text, findings, wanted);
  if (!all || all.isBetter) return all;
  // Something got worse: find the rules whose fixes are to blame, and do without them.
  for (const rule of new Set(wanted.map((finding) => finding.rule))) {
    workspace.set(file, text);
    const own = wanted.filter((finding) => finding.rule === rule);
    const alone = yield* tryFixes(fixing, text, findings, own);
    if (alone && !alone.isBetter) refused.add(rule);
  }
  workspace.set(file, text);
  const innocent = wanted.filter((finding) => !refused.has(finding.rule));
  const rest = yield* tryFixes(fixing, text, findings, innocent);
  if (rest?.isBetter) return rest;
  workspace.set(file, text);
  return undefined;
}

/** Leaves the workspace at the fixed text. Undefined where there is nothing to apply. */
function* tryFixes(
  { workspace, file, options, analyse }: Fixing,
  text: string,
  before: readonly Finding[],
  wanted: readonly Finding[],
): Steps<(Round & { readonly isBetter: boolean }) | undefined> {
  yield* writeFixes(wanted);
  const { edits, applied } = disjointEdits(wanted, options);
  if (applied === 0) return undefined;
  const fixed = applyEdits(text, edits);
  workspace.set(file, fixed);
  const after = (yield* analyse(workspace, file))?.findings ?? [];
  return { text: fixed, edits, applied, isBetter: fixed !== text && addsNothing(before, after) };
}

/** Writes the fixes of findings in steps: that is done when they are first looked at, and there may be thousands. */
export function* writeFixes(findings: readonly Finding[]): Steps<void> {
  for (let at = 0; at < findings.length; at++) {
    if (at % writtenAtOnce === writtenAtOnce - 1) yield;
    void findings[at]?.fixes;
  }
}

/** The first fix of each finding that fits, as long as it does not touch what another one changes. */
export function disjointEdits(
  findings: readonly Finding[],
  options: FixAllOptions,
): { readonly edits: readonly TextEdit[]; readonly applied: number } {
  const taken: TextEdit[] = [];
  const known = new Set<string>();
  let lastEnd = -1;
  let applied = 0;
  for (const finding of findings) {
    const fix = finding.fixes.find((candidate) => isApplicable(candidate, options));
    if (!fix) continue;
    // Two fixes may need the same line at the top of the file.
    const fresh = fix.edits.filter((edit) => !known.has(keyOf(edit)));
    // Findings come by position: most edits lie after all others, and ten thousand need no comparison.
    if (fresh.some((edit) => edit.span.start <= lastEnd && taken.some((other) => touches(edit, other)))) continue;
    for (const edit of fresh) {
      known.add(keyOf(edit));
      lastEnd = Math.max(lastEnd, edit.span.end);
    }
    taken.push(...fresh);
    applied++;
  }
  return { edits: taken.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end), applied };
}

function isApplicable(fix: Fix, options: FixAllOptions): boolean {
  const isAllowed = fix.safety === 'safe' || options.review === true;
  return isAllowed && fix.creates.length === 0 && fix.edits.every((edit) => edit.file === undefined);
}

function keyOf({ span, newText }: TextEdit): string {
  return `${span.start} ${span.end} ${newText}`;
}

function touches({ span }: TextEdit, { span: other }: TextEdit): boolean {
  return other.start <= span.end && span.start <= other.end;
}

/** Of no rule more than before, but for remarks beside what gets better. */
function addsNothing(before: readonly Finding[], after: readonly Finding[]): boolean {
  const counts = new Map<string, number>();
  for (const finding of before) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
  for (const finding of after) {
    const left = (counts.get(finding.rule) ?? 0) - 1;
    const isRemark = finding.severity === 'info' || finding.severity === 'hint';
    if (left < 0 && !(isRemark && isBetter(after, before))) return false;
    counts.set(finding.rule, left);
  }
  return true;
}

/** One edit that replaces the part in which the two texts differ. */
function differenceOf(before: string, after: string): TextEdit {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return { span: { start, end: before.length - end }, newText: after.slice(start, after.length - end) };
}
