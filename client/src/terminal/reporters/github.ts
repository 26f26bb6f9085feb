import type { Severity } from '../../../../server/src/model/finding.ts';
import type { Reporter } from '../report.ts';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** GitHub Actions workflow commands: annotations on the lines of a pull request. */
export const github: Reporter = (report) =>
  [
    ...report.findings.map(({ file, rule, severity, message, range }) => {
      const place = [
        `file=${property(file)}`,
        `line=${range.start.line + 1}`,
        `col=${range.start.character + 1}`,
        `endLine=${range.end.line + 1}`,
        // GitHub ignores columns on annotations over several lines, and refuses an end column before the start.
        ...(range.end.line === range.start.line ? [`endColumn=${range.end.character + 1}`] : []),
        `title=${property(`Database Architect (${rule})`)}`,
      ];
      return `::${commands[severity]} ${place.join(',')}::${data(message)}\n`;
    }),
    ...report.problems.map(({ file, message }) => `::error file=${property(file)}::${data(message)}\n`),
  ].join('');

/** Escapes of the workflow command syntax for message data. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Properties end at `,` and `:` as well. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
