import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { lintOnce } from '../../../server/src/analysis/lintOnce.ts';
import { createProjectFacts } from '../../../server/src/edge/projectFacts.ts';
import type { CommonOptions } from './commandLine.ts';
import { type LintGroup, shareOut } from './lintGroups.ts';
import { loadParsers } from './loadParsers.ts';
import { configurationFilesFor, displayPath, type Project, type SourceFile, workspaceEnvironment } from './project.ts';
import type { LintReport, ReportedFinding } from './report.ts';
import { reportFindings } from './reportFindings.ts';

/** Characters of SQL below which a second thread costs more than it saves. */
const worthAThread = 300_000;

/** What was found in the files of a group that were asked for. */
export interface GroupReport {
  readonly statements: number;
  readonly findings: readonly ReportedFinding[];
  readonly ruleErrors: readonly string[];
}

/** Each thread keeps a second core busy, with compiling and collecting garbage. */
function defaultThreads(): number {
  return Math.max(1, Math.floor(availableParallelism() / 2));
}

interface GroupInput {
  readonly files: readonly string[];
  readonly sources: readonly (readonly [string, SourceFile])[];
}

interface WorkerInput {
  readonly options: CommonOptions;
  readonly groups: readonly GroupInput[];
}

/** Judges groups of a project, in several threads where that is worth it. The result does not depend on their number. */
export async function reportGroups(
  project: Project,
  groups: readonly LintGroup[],
  options: CommonOptions,
): Promise<ReadonlyMap<LintGroup, GroupReport>> {
  const size = groups.reduce((sum, group) => sum + group.size, 0);
  const threads = Math.min(options.jobs ?? defaultThreads(), Math.ceil(size / worthAThread));
  const shares = shareOut(groups, Math.max(1, threads));
  const inputs = shares.map((share) => ({ options, groups: share.map((group) => inputOf(project, group)) }));
  const [own, ...others] = inputs;
  const running = others.map(judgeInWorker);
  const reports = [own ? judge(own) : [], ...(await Promise.all(running))];
  return new Map(
    shares.flatMap((share, thread) =>
      share.flatMap((group, index) => {
        const report = reports[thread]?.[index];
        return report ? [[group, report] as const] : [];
      }),
    ),
  );
}

/** One report of all groups; findings in the order of the files. */
export function joinReports(project: Project, reports: readonly GroupReport[]): LintReport {
  return {
    version: 1,
    files: project.files.length,
    statements: reports.reduce((sum, report) => sum + report.statements, 0),
    findings: inOrder(
      project.files,
      reports.flatMap((report) => report.findings),
    ),
    problems: project.problems,
  };
}

function inputOf(project: Project, group: LintGroup): GroupInput {
  const members = new Set(group.files);
  return {
    files: project.files.filter((file) => members.has(file)),
    sources: group.files.flatMap((file) => {
      const source = project.sources.get(file);
      return source ? [[file, source] as const] : [];
    }),
  };
}

/** One group after the other: what is known of a history is let go before the next one is read. */
function judge({ options, groups }: WorkerInput): readonly GroupReport[] {
  const surroundings = { configurationFiles: configurationFilesFor(options), facts: createProjectFacts() };
  return groups.map(({ files, sources }) => {
    const ruleErrors: string[] = [];
    const texts = sources.map(([file, { text }]) => [file, text] as const);
    const analyses = lintOnce(texts, new Set(files), workspaceEnvironment(surroundings, ruleErrors));
    return { ...reportFindings(files, new Map(sources), analyses), ruleErrors };
  });
}

function judgeInWorker(input: WorkerInput): Promise<readonly GroupReport[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: input });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`A worker thread ended with code ${code}.`));
    });
  });
}

/** What the bundle does when it is started as a worker thread. */
export async function runLintWorker(): Promise<void> {
  const input = workerData as WorkerInput;
  await loadParsers(input.groups.flatMap((group) => group.sources.map(([file]) => file)));
  parentPort?.postMessage(judge(input));
}

function inOrder(files: readonly string[], findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const byFile = new Map<string, ReportedFinding[]>(files.map((file) => [displayPath(file), []]));
  for (const finding of findings) byFile.get(finding.file)?.push(finding);
  return [...byFile.values()].flat();
}
