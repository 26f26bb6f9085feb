import type { ReportedFinding, Reporter } from '../report.ts';

/** JUnit XML: a suite for each file with findings, a failed case for each finding. */
export const junit: Reporter = (report) => {
  const byFile = new Map<string, ReportedFinding[]>();
  for (const finding of report.findings) byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), finding]);
  const suites = [...byFile].map(([file, findings]) => {
    const cases = findings.map(
      ({ rule, severity, message, range, url }) =>
        `    <testcase classname="${xml(file)}" name="${xml(`${rule} at line ${range.start.line + 1}`)}" file="${xml(file)}" line="${range.start.line + 1}">\n` +
        `      <failure type="${severity}" message="${xml(message)}">${xml(`${file}:${range.start.line + 1}:${range.start.character + 1} ${message}\n${url}`)}</failure>\n` +
        '    </testcase>\n',
    );
    return `  <testsuite name="${xml(file)}" tests="${findings.length}" failures="${findings.length}" errors="0" skipped="0">\n${cases.join('')}  </testsuite>\n`;
  });
  const problems = report.problems.map(
    ({ file, message }) =>
      `  <testsuite name="${xml(file)}" tests="1" failures="0" errors="1" skipped="0">\n    <testcase classname="${xml(file)}" name="readable">\n      <error message="${xml(message)}"/>\n    </testcase>\n  </testsuite>\n`,
  );
  const clean =
    report.findings.length + report.problems.length === 0
      ? `  <testsuite name="dbarch" tests="1" failures="0" errors="0" skipped="0">\n    <testcase classname="dbarch" name="no findings"/>\n  </testsuite>\n`
      : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dbarch" tests="${Math.max(1, report.findings.length + report.problems.length)}" failures="${report.findings.length}" errors="${report.problems.length}">\n${suites.join('')}${problems.join('')}${clean}</testsuites>\n`;
};

/** Text inside XML 1.0; control characters that XML cannot carry become U+FFFD. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
