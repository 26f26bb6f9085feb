import { setFlagsFromString } from 'node:v8';
import { type Severity, severities } from '../../../../server/src/model/finding.ts';
import { ruleById } from '../../../../server/src/rules/registry.ts';
import { changedFiles } from '../changedFiles.ts';
import { useColor } from '../color.ts';
import type { CommonOptions } from '../commandLine.ts';
import { type ExitStatus, exitStatus } from '../exitStatus.ts';
import { reportInParallel } from '../parallelReport.ts';
import { absolutePath, openProject, type Project } from '../project.ts';
import type { LintReport } from '../report.ts';
import { reporters } from '../reporters/reporters.ts';
import { cacheKey, readCached, writeCached } from '../resultCache.ts';
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
  const report = options.cache
    ? await cachedReport(project, options, terminal)
    : await reportInParallel(project, options);
  terminal.stdout.write(render(report, project, options, terminal));
  for (const error of project.ruleErrors) terminal.stderr.write(`dbarch: ${error}\n`);
  for (const problem of project.problems) terminal.stderr.write(`dbarch: ${problem.file}: ${problem.message}\n`);
  if (project.problems.length > 0) return exitStatus.usage;
  return report.findings.some(({ severity }) => reaches(severity, options.failOn))
    ? exitStatus.findings
    : exitStatus.clean;
}

function reaches(severity: Severity, threshold: Severity | 'never'): boolean {
  return threshold !== 'never' && severities.indexOf(severity) <= severities.indexOf(threshold);
}

async function cachedReport(project: Project, options: CommonOptions, terminal: Terminal): Promise<LintReport> {
  const key = cacheKey(project);
  const known = await readCached(key);
  // What cannot be read is said anew at every run: it may be readable by now, or no longer.
  if (known) return { ...known, problems: project.problems };
  const report = await reportInParallel(project, options);
  // A report that lacks a rule's findings is not worth keeping.
  if (project.ruleErrors.length > 0) return report;
  const failure = await writeCached(key, report);
  if (failure) terminal.stderr.write(`dbarch: ${failure}\n`);
  return report;
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
