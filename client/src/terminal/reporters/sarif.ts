import type { Severity } from '../../../../server/src/model/finding.ts';
import type { Range } from '../../../../server/src/model/span.ts';
import { projectUrl } from '../../../../server/src/rules/ruleUrl.ts';
import type { LintReport, ReportedFinding, Reporter, ReporterOptions } from '../report.ts';
import { fingerprint } from './gitlab.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/** SARIF 2.1.0: one run with the rules that found something, results with fixes, and unreadable input as notifications. */
export const sarif: Reporter = (report, options) => {
  const rules = [...new Map(report.findings.map((finding) => [finding.rule, finding])).values()].sort((a, b) =>
    a.rule < b.rule ? -1 : 1,
  );
  const ruleIndex = new Map(rules.map((finding, index) => [finding.rule, index]));
  const seen = new Map<string, number>();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The folder that dbarch was started in.' } } },
        tool: {
          driver: {
            name: 'dbarch',
            semanticVersion: options.toolVersion,
            informationUri: projectUrl,
            rules: rules.map((finding) => describeRule(finding, options)),
          },
        },
        invocations: [invocation(report)],
        results: report.findings.map((finding) => result(finding, ruleIndex, options, seen)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

function describeRule(finding: ReportedFinding, options: ReporterOptions): object {
  return {
    id: finding.rule,
    shortDescription: { text: options.ruleTitle(finding.rule) },
    helpUri: finding.url,
    help: { text: `See ${finding.url}` },
    defaultConfiguration: { level: levels[finding.severity] },
  };
}

function invocation(report: LintReport): object {
  return {
    executionSuccessful: report.problems.length === 0,
    toolExecutionNotifications: report.problems.map(({ file, message }) => ({
      level: 'error',
      message: { text: message },
      locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
    })),
  };
}

function result(
  finding: ReportedFinding,
  ruleIndex: ReadonlyMap<string, number>,
  options: ReporterOptions,
  seen: Map<string, number>,
): object {
  const fixes = finding.fixes.filter((fix) => fix.edits.length > 0);
  return {
    ruleId: finding.rule,
    ruleIndex: ruleIndex.get(finding.rule),
    level: levels[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation: artifact(finding.file), region: region(finding.range) } }],
    partialFingerprints: { 'dbarch/v1': fingerprint(finding, options.lines(finding.file), seen) },
    ...(fixes.length > 0 ? { fixes: fixes.map(describeFix) } : {}),
  };
}

function describeFix(fix: ReportedFinding['fixes'][number]): object {
  const byFile = new Map<string, (typeof fix.edits)[number][]>();
  for (const edit of fix.edits) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
  return {
    description: { text: fix.title },
    artifactChanges: [
      ...[...byFile].map(([file, edits]) => ({
        artifactLocation: artifact(file),
        replacements: edits.map((edit) => ({
          deletedRegion: region(edit.range),
          insertedContent: { text: edit.newText },
        })),
      })),
      ...fix.creates.map(({ file, text }) => ({
        artifactLocation: artifact(file),
        replacements: [{ deletedRegion: { charOffset: 0, charLength: 0 }, insertedContent: { text } }],
      })),
    ],
  };
}

/** SARIF counts lines and columns from 1; the end column is exclusive. */
function region({ start, end }: Range): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function artifact(file: string): object {
  const uri = file.split(/[\\/]/).map(encodeURIComponent).join('/');
  return /^([a-zA-Z]:)?[\\/]/.test(file) ? { uri: `file://${uri}` } : { uri, uriBaseId: 'ROOT' };
}
