import { type Finding, type Severity, severities } from '../model/finding.ts';

/**
 * Whether there are fewer findings of the highest severity that differs. What a fix writes for the way back may be worth a
 * remark of its own, which is less than what it mends.
 */
export function isBetter(after: readonly Finding[], before: readonly Finding[]): boolean {
  const count = (findings: readonly Finding[], severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const differing = severities.find((severity) => count(after, severity) !== count(before, severity));
  return differing !== undefined && count(after, differing) < count(before, differing);
}
