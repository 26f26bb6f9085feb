import { setFlagsFromString } from 'node:v8';
import { type Severity, severities } from '../../../../server/src/model/finding.ts';
import { ruleById } from '../../../../server/src/rules/registry.ts';
import { changedFiles } from '../changedFiles.ts';
import { useColor } from '../color.ts';
import type { CommonOptions } from '../commandLine.ts';
import { type ExitStatus, exitStatus } from '../exitStatus.ts';
import { type LintGroup, lintGroups } from '../lintGroups.ts';
import { type GroupReport, joinReports, reportGroups } from '../parallelReport.ts';
import { absolutePath, openProject, type Project } from '../project.ts';
import type { LintReport } from '../report.ts';
import { reporters } from '../reporters/reporters.ts';
import { cacheKey, openResultCache } from '../resultCache.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';

/** `dbarch lint`: analyses, reports, and says with its status whether the threshold was met. */
export async function lint(options: CommonOptions, terminal: Terminal): Promise<ExitStatus> {
  // A run lasts seconds at most: code is optimized once it has shown that it is worth it, which saves a fifth of the processor time.
  setFlagsFromString('--interrupt-budget=400000');
  const project = await openProject({
    options,
    stdin: options.stdin ? await terminal.readStdin() : undefined,
    only: options.changed === undefined ? undefined : await changedFiles(options.changed),
  });
  const groups = lintGroups(project);
  const reports = options.cache
    ? await cachedReports(project, groups, options, terminal)
    : [...(await reportGroups(project, groups, options)).values()];
  const report = joinReports(project, reports);
  terminal.stdout.write(render(report, project, options, terminal));
  for (const error of reports.flatMap(({ ruleErrors }) => ruleErrors)) terminal.stderr.write(`dbarch: ${error}\n`);
  for (const problem of project.problems) terminal.stderr.write(`dbarch: ${problem.file}: ${problem.message}\n`);
  if (project.problems.length > 0) return exitStatus.usage;
  return report.findings.some(({ severity }) => reaches(severity, options.failOn))
    ? exitStatus.findings
    : exitStatus.clean;
}

function reaches(severity: Severity, threshold: Severity | 'never'): boolean {
  return threshold !== 'never' && severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** Only groups in which something changed are judged again. */
async function cachedReports(
  project: Project,
  groups: readonly LintGroup[],
  options: CommonOptions,
  terminal: Terminal,
): Promise<readonly GroupReport[]> {
  const cache = await openResultCache();
  const keyed = groups.map((group) => ({ group, key: cacheKey(project, group) }));
  const known = keyed.map(({ key }) => cache.get(key));
  const missing = groups.filter((_, index) => !known[index]);
  const fresh = await reportGroups(project, missing, options);
  const reports = keyed.flatMap(({ group, key }, index) => {
    const report = known[index] ?? fresh.get(group);
    // One that lacks a rule's findings is not worth keeping.
    if (report && !known[index] && report.ruleErrors.length === 0) cache.set(key, report);
    return report ? [report] : [];
  });
  const failure = await cache.save();
  if (failure) terminal.stderr.write(`dbarch: ${failure}\n`);
  return reports;
}

function render(report: LintReport, project: Project, options: CommonOptions, terminal: Terminal): string {
  const lines = new Map<string, readonly string[]>();
  return reporters[options.format](report, {
    color: useColor(options.color, terminal.stdout, terminal.environment),
    lines: (file) => {
      let known = lines.get(file);
      if (!known) {
        known = (project.sources.get(absolutePath(file))?.text ?? '').split(/\r\n|\r|\n/);
        lines.set(file, known);
      }
      return known;
    },
    ruleTitle: (rule) => ruleById(rule)?.title ?? rule,
    toolVersion: version,
  });
}
