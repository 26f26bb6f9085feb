import { createHash } from 'node:crypto';
import type { Severity } from '../../../../server/src/model/finding.ts';
import type { ReportedFinding, Reporter } from '../report.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', info: 'minor', hint: 'info' };

/** GitLab Code Quality report: an array of issues with stable fingerprints. */
export const gitlab: Reporter = (report, { lines }) => {
  const seen = new Map<string, number>();
  const issues = report.findings.map((finding) => ({
    description: finding.message,
    check_name: finding.rule,
    fingerprint: fingerprint(finding, lines(finding.file), seen),
    severity: levels[finding.severity],
    location: {
      path: finding.file,
      positions: {
        begin: { line: finding.range.start.line + 1, column: finding.range.start.character + 1 },
        end: { line: finding.range.end.line + 1, column: finding.range.end.character + 1 },
      },
    },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
};

/** Survives lines added above: the rule, the file and the source line, numbered where they repeat. */
export function fingerprint(finding: ReportedFinding, lines: readonly string[], seen: Map<string, number>): string {
  const content = [finding.rule, finding.file, (lines[finding.range.start.line] ?? '').trim()].join('\0');
  const repetition = seen.get(content) ?? 0;
  seen.set(content, repetition + 1);
  return createHash('sha256').update(`${content}\0${repetition}`).digest('hex').slice(0, 32);
}
