import { isAbsolute, relative, resolve } from 'node:path';
import type { Configuration } from '../../../server/src/analysis/configuration.ts';
import { matchesAny } from '../../../server/src/analysis/configuration.ts';
import { createWorkspace } from '../../../server/src/analysis/createWorkspace.ts';
import type { Workspace, WorkspaceEnvironment } from '../../../server/src/analysis/workspace.ts';
import { type ConfigurationFiles, createConfigurationFiles } from '../../../server/src/edge/configurationFiles.ts';
import type { Decoded } from '../../../server/src/edge/decodeText.ts';
import { findFiles } from '../../../server/src/edge/findFiles.ts';
import { createProjectFacts, type ProjectFacts } from '../../../server/src/edge/projectFacts.ts';
import { readTextFileSync } from '../../../server/src/edge/readTextFile.ts';
import { findTool } from '../../../server/src/tools/registry.ts';
import type { Tool } from '../../../server/src/tools/tool.ts';
import type { CommonOptions } from './commandLine.ts';
import { UsageError } from './exitStatus.ts';
import { loadParsers } from './loadParsers.ts';
import type { ReportedProblem } from './report.ts';

/** Files to report on, and around them what their histories need. Paths are absolute, with forward slashes. */
export interface Project {
  /** Made when first asked for: nothing is parsed before. */
  readonly workspace: Workspace;
  /** Files that were asked for and that some tool owns, in order. */
  readonly files: readonly string[];
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly problems: readonly ReportedProblem[];
  /** Rules that threw, in words. */
  readonly ruleErrors: string[];
  /** The tool that a file of `sources` is of. */
  toolOf(file: string): Tool | undefined;
  configurationFor(file: string): Configuration;
  factsFor(file: string): Readonly<Record<string, string>>;
}

export type SourceFile = Extract<Decoded, { readonly text: string }>;

export interface ProjectInput {
  readonly options: CommonOptions;
  /** Standard input, for `--stdin`. */
  readonly stdin?: Decoded;
  /** Only these of the files found (`--changed`), absolute. */
  readonly only?: ReadonlySet<string>;
}

/** The path as the reports name it: relative to the working folder where it lies in it. */
export function displayPath(file: string): string {
  const known = shown.get(file);
  if (known !== undefined) return known;
  const short = relative(process.cwd(), file).replaceAll('\\', '/');
  const display = short.startsWith('../') || isAbsolute(short) ? file : short;
  shown.set(file, display);
  return display;
}

/** A path is shown with each of its findings. */
const shown = new Map<string, string>();

/** The absolute path, with forward slashes. */
export function absolutePath(path: string): string {
  return resolve(path).replaceAll('\\', '/');
}

/**
 * Reads the files that the paths name, and the rest of the histories that they are part of.
 * Unreadable input is a problem of the result; wrong usage throws UsageError.
 */
export async function openProject({ options, stdin, only }: ProjectInput): Promise<Project> {
  const configurationFiles = configurationFilesFor(options);
  if (options.config && !configurationFiles.fileFor(absolutePath('x'))) {
    throw new UsageError(`--config ${options.config}: the file cannot be read.`);
  }
  const problems: ReportedProblem[] = [];
  const sources = new Map<string, SourceFile>();
  const wanted: string[] = [];
  const isIgnored = (file: string): boolean => matchesAny(configurationFiles.configurationFor(file).ignore, file);

  const paths = options.paths.length > 0 ? options.paths : ['.'];
  const found = stdin ? undefined : await findFiles(paths.map(absolutePath), { isIgnored });
  for (const { file, message } of found?.problems ?? []) problems.push({ file: displayPath(file), message });
  if (stdin) {
    const file = absolutePath(options.stdinFilename);
    if ('text' in stdin) {
      sources.set(file, stdin);
      wanted.push(file);
    } else problems.push({ file: displayPath(file), message: stdin.problem });
  }
  // A file that is named is taken whatever it is called, but not against the configuration.
  for (const file of found?.files ?? []) if ((!only || only.has(file)) && !isIgnored(file)) wanted.push(file);
  readSources(wanted, sources, problems);

  const tools = new Map<string, Tool | undefined>();
  const toolOf = (file: string): Tool | undefined => {
    const source = sources.get(file);
    if (!tools.has(file)) tools.set(file, source && findTool(file, source.text));
    return tools.get(file);
  };
  const owned = wanted.filter(toolOf);
  readSources(await restOfHistories(owned, toolOf, isIgnored), sources, []);
  // Asked for before the problems are counted: that is when configuration files are read.
  for (const file of owned) configurationFiles.configurationFor(file);
  await loadParsers(sources.keys());
  const surroundings = { configurationFiles, facts: createProjectFacts() };
  const allProblems = [...problems, ...configurationProblems(configurationFiles)];
  return assembleProject(owned, sources, toolOf, allProblems, surroundings);
}

/** What is known of the folders around the files; read once for all parts of a project. */
export interface ProjectSurroundings {
  readonly configurationFiles: ConfigurationFiles;
  readonly facts: ProjectFacts;
}

/** A project of files whose texts are known. */
function assembleProject(
  files: readonly string[],
  sources: ReadonlyMap<string, SourceFile>,
  toolOf: Project['toolOf'],
  problems: readonly ReportedProblem[],
  { configurationFiles, facts }: ProjectSurroundings,
): Project {
  const ruleErrors: string[] = [];
  let workspace: Workspace | undefined;
  return {
    get workspace() {
      workspace ??= openWorkspace();
      return workspace;
    },
    files,
    sources,
    problems,
    ruleErrors,
    toolOf,
    configurationFor: (file) => configurationFiles.configurationFor(file),
    factsFor: (file) => facts.factsFor(file),
  };

  function openWorkspace(): Workspace {
    const made = createWorkspace(workspaceEnvironment({ configurationFiles, facts }, ruleErrors));
    for (const [file, source] of sources) made.set(file, source.text);
    return made;
  }
}

/** What the analysis is told of the files' surroundings; rules that throw are put into `ruleErrors`, in words. */
export function workspaceEnvironment(
  { configurationFiles, facts }: ProjectSurroundings,
  ruleErrors: string[],
): WorkspaceEnvironment {
  return {
    configuration: (file) => configurationFiles.configurationFor(file),
    projectFacts: (file) => facts.factsFor(file),
    reportRuleError: (rule, file, error) => {
      const reason = error instanceof Error ? (error.stack ?? error.message) : error;
      ruleErrors.push(`rule ${rule} failed on ${displayPath(file)}: ${reason}`);
    },
  };
}

/** Configuration by file, under what the command line says. */
export function configurationFilesFor(options: CommonOptions): ConfigurationFiles {
  return createConfigurationFiles(() => ({
    path: options.config && absolutePath(options.config),
    above: commandLineConfiguration(options),
  }));
}

function commandLineConfiguration(options: CommonOptions): Partial<Configuration> {
  return {
    ...(options.preset ? { preset: options.preset } : {}),
    ...(options.dialect ? { dialect: options.dialect } : {}),
    ...(options.targetVersion ? { targetVersion: options.targetVersion } : {}),
    ...(Object.keys(options.rules).length > 0 ? { rules: options.rules } : {}),
  };
}

function readSources(files: readonly string[], sources: Map<string, SourceFile>, problems: ReportedProblem[]): void {
  for (const file of files) {
    if (sources.has(file)) continue;
    const decoded = readTextFileSync(file);
    if ('text' in decoded) sources.set(file, decoded);
    else problems.push({ file: displayPath(file), message: decoded.problem });
  }
}

/** A migration is judged by what came before it: the other files of its history, which nobody named. */
async function restOfHistories(
  files: readonly string[],
  toolOf: Project['toolOf'],
  isIgnored: (file: string) => boolean,
): Promise<readonly string[]> {
  const folders = new Set<string>();
  for (const file of files) {
    const key = toolOf(file)?.historyKey(file);
    if (key) folders.add(key);
  }
  return (await findFiles([...folders], { isIgnored })).files;
}

function configurationProblems(files: ConfigurationFiles): ReportedProblem[] {
  return files.found.flatMap(({ path, text, problems }) =>
    problems.map(({ message, span }) => ({
      file: displayPath(absolutePath(path)),
      message: `line ${text.slice(0, span.start).split('\n').length}: ${message}`,
    })),
  );
}
