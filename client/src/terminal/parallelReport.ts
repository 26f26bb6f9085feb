import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { CommonOptions } from './commandLine.ts';
import { type LintPart, lintParts } from './lintParts.ts';
import { loadParsers } from './loadParsers.ts';
import { assembleProject, configurationFilesFor, displayPath, type Project, type SourceFile } from './project.ts';
import type { LintReport, ReportedFinding } from './report.ts';
import { reportFindings } from './reportFindings.ts';

/** Characters of SQL below which a second thread costs more than it saves. */
const worthAThread = 300_000;

interface WorkerInput {
  readonly options: CommonOptions;
  readonly files: readonly string[];
  readonly sources: readonly (readonly [string, SourceFile])[];
}

interface WorkerOutput {
  readonly statements: number;
  readonly findings: readonly ReportedFinding[];
  readonly ruleErrors: readonly string[];
}

/** The report of a project, made by several threads where that is worth it. The result does not depend on their number. */
export async function reportInParallel(project: Project, options: CommonOptions): Promise<LintReport> {
  const size = [...project.sources.values()].reduce((sum, { text }) => sum + text.length, 0);
  const threads = Math.min(options.jobs ?? availableParallelism(), Math.floor(size / worthAThread));
  const parts = threads > 1 ? lintParts(project, threads) : [];
  if (parts.length < 2) return reportFindings(project);
  const [own = [], ...others] = parts;
  const outputs = others.map((part) => judgeInWorker({ options, ...inputOf(project, part) }));
  const reports = [judge({ options, ...inputOf(project, own) }), ...(await Promise.all(outputs))];
  for (const report of reports) project.ruleErrors.push(...report.ruleErrors);
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

function inputOf(project: Project, part: LintPart): Omit<WorkerInput, 'options'> {
  const members = new Set(part);
  return {
    files: project.files.filter((file) => members.has(file)),
    sources: [...project.sources].filter(([file]) => members.has(file)),
  };
}

function judge({ options, files, sources }: WorkerInput): WorkerOutput {
  const project = assembleProject(files, new Map(sources), [], configurationFilesFor(options));
  const { findings, statements } = reportFindings(project);
  return { findings, statements, ruleErrors: project.ruleErrors };
}

function judgeInWorker(input: WorkerInput): Promise<WorkerOutput> {
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
  await loadParsers(input.sources.map(([file]) => file));
  parentPort?.postMessage(judge(input));
}

function inOrder(files: readonly string[], findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const byFile = new Map<string, ReportedFinding[]>(files.map((file) => [displayPath(file), []]));
  for (const finding of findings) byFile.get(finding.file)?.push(finding);
  return [...byFile.values()].flat();
}
