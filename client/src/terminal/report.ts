import type { FixSafety, Severity } from '../../../server/src/model/finding.ts';
import type { Blocked, LockMode } from '../../../server/src/model/lock.ts';
import type { Range } from '../../../server/src/model/span.ts';

/** What `lint` found, in the shape of `--format json` (positions 0-based, UTF-16). Reporters turn it into text. */
export interface LintReport {
  readonly version: 1;
  readonly files: number;
  readonly statements: number;
  readonly findings: readonly ReportedFinding[];
  readonly problems: readonly ReportedProblem[];
}

export interface ReportedFinding {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly url: string;
  readonly range: Range;
  readonly evidence: readonly ReportedLock[];
  readonly fixes: readonly ReportedFix[];
}

export interface ReportedLock {
  readonly table: string;
  readonly lock: LockMode;
  readonly blocks: readonly Blocked[];
  readonly rewrites: boolean;
  readonly scans: boolean;
}

export interface ReportedFix {
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly { readonly file: string; readonly range: Range; readonly newText: string }[];
  readonly creates: readonly { readonly file: string; readonly text: string }[];
}

/** Input that could not be read, or a broken configuration. */
export interface ReportedProblem {
  readonly file: string;
  readonly message: string;
}

/** What a reporter may need beyond the report. */
export interface ReporterOptions {
  readonly color: boolean;
  /** The lines of a file that was linted, for source excerpts. */
  lines(file: string): readonly string[];
  /** One line for each rule, for formats that list the rules. */
  ruleTitle(rule: string): string;
  readonly toolVersion: string;
}

export type Reporter = (report: LintReport, options: ReporterOptions) => string;

/** Count of findings by severity. */
export function countBySeverity(findings: readonly ReportedFinding[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}
