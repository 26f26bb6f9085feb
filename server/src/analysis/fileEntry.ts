import type { Script } from '../model/script.ts';
import { findTool } from '../tools/registry.ts';
import type { DialectLookup, FileContext, PreviousRead, Tool } from '../tools/tool.ts';
import { type Configuration, configurationForFile, matchesAny } from './configuration.ts';
import type { ReadAhead } from './readAhead.ts';
import type { Edit, WorkspaceEnvironment } from './workspace.ts';

/** A file of the workspace: its text, and what was read from it so far. */
export interface FileEntry {
  readonly file: string;
  text: string;
  /** What changed since `script` was read: the covering edit, or everything. */
  pending: Edit | 'everything' | undefined;
  tool: Tool | undefined;
  script: Script | undefined;
  configuration: Configuration | undefined;
  context: FileContext | undefined;
  /** The history that it belongs to; undefined for query files and files of no tool. */
  historyKey: string | undefined;
}

/** A new entry, not read yet. */
export function fileEntry(file: string, text: string): FileEntry {
  return {
    file,
    text,
    pending: 'everything',
    tool: undefined,
    script: undefined,
    configuration: undefined,
    context: undefined,
    historyKey: undefined,
  };
}

/** How much of a file's start may tell its tool: an edit after it cannot change whose file it is. */
const head = 8_192;

/** The names around a file. */
export type Neighbours = Pick<FileContext, 'siblings' | 'folders'>;

/**
 * Reads what is pending, or takes what was read `ahead`. Afterwards `script` is current, or undefined for a file of no tool or
 * one that is ignored.
 */
export function readEntry(
  entry: FileEntry,
  environment: WorkspaceEnvironment,
  neighbours: Neighbours,
  dialects: DialectLookup,
  ahead?: ReadAhead,
): void {
  const { pending } = entry;
  if (pending === undefined) return;
  entry.pending = undefined;
  const formerTool = entry.tool;
  if (pending === 'everything' || pending.start < head || !entry.tool) entry.tool = ownerOf(entry, environment);
  if (!entry.tool) {
    entry.script = undefined;
    entry.historyKey = undefined;
    return;
  }
  entry.context = ahead?.context ?? contextFor(entry, environment, neighbours);
  const previous =
    pending !== 'everything' && entry.script && formerTool === entry.tool
      ? { script: entry.script, edit: pending }
      : undefined;
  entry.script = ahead?.script ?? readScript(entry.tool, entry.text, entry.context, previous, environment, dialects);
  entry.historyKey = entry.script.isMigration
    ? `${entry.script.dialect} ${entry.tool.historyKey(entry.file) ?? `${entry.file}#`}`
    : undefined;
}

/** A reader that throws is our bug: it costs the findings of its file, and is told to the edge. */
function readScript(
  tool: Tool,
  text: string,
  context: FileContext,
  previous: PreviousRead | undefined,
  environment: WorkspaceEnvironment,
  dialects: DialectLookup,
): Script {
  try {
    return tool.read(text, context, dialects, previous);
  } catch (error) {
    environment.reportRuleError(`reader of ${tool.title}`, context.file, error);
    const { file, targetVersion } = context;
    const nothing = { statements: [], comments: [], problems: [] };
    const kind = { tool: tool.id, dialect: 'postgresql', isMigration: false, transaction: 'none' } as const;
    return { file, text, targetVersion, ...kind, ...nothing };
  }
}

/** The tool that the file is of; none where it is ignored. */
export function ownerOf(entry: FileEntry, environment: WorkspaceEnvironment): Tool | undefined {
  entry.configuration ??= configurationForFile(environment.configuration(entry.file), entry.file);
  return matchesAny(entry.configuration.ignore, entry.file) ? undefined : findTool(entry.file, entry.text);
}

/** What the reader is told besides the text. */
export function contextFor(entry: FileEntry, environment: WorkspaceEnvironment, neighbours: Neighbours): FileContext {
  const { configuration, context, file } = entry;
  if (context && context.siblings === neighbours.siblings && context.folders === neighbours.folders) return context;
  return {
    file,
    dialect: configuration?.dialect ?? 'auto',
    targetVersion: configuration?.targetVersion ?? 0,
    isMigration: configuration && matchesAny(configuration.migrations, file) ? true : undefined,
    project: environment.projectFacts(file),
    ...neighbours,
  };
}

/** One edit that covers both, the second made after the first. */
export function combineEdits(first: Edit, second: Edit): Edit {
  const firstGrowth = first.newEnd - first.oldEnd;
  const secondGrowth = second.newEnd - second.oldEnd;
  return {
    start: Math.min(first.start, second.start),
    oldEnd: Math.max(first.oldEnd, second.oldEnd - firstGrowth),
    newEnd: Math.max(first.newEnd + secondGrowth, second.newEnd),
  };
}
