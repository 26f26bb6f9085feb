import type { CatalogView } from '../model/catalog.ts';
import type { Steps } from '../model/steps.ts';
import type { Configuration } from './configuration.ts';
import type { FileAnalysis } from './fileAnalysis.ts';

export { createWorkspace } from './createWorkspace.ts';
export type { FileAnalysis };

/** `text` between start and oldEnd (old offsets) was replaced; it now ends at newEnd (new offsets). */
export interface Edit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** What the edges tell about a project, so that analysis does no I/O. */
export interface WorkspaceEnvironment {
  configuration(file: string): Configuration;
  /** Facts read from project files for the tool of this file (`typeorm.migrationsTransactionMode` → 'each'). */
  projectFacts(file: string): Readonly<Record<string, string>>;
  /** A rule threw: logged once by the edge, never shown as a finding. */
  reportRuleError(rule: string, file: string, error: unknown): void;
}

/** The files of one history in the order in which they run. */
export interface HistoryFiles {
  readonly key: string;
  /** Where its files lie; the file itself where it is the only one that there can be. */
  readonly folder: string;
  readonly tool: string;
  readonly files: readonly string[];
}

/**
 * All files that belong together, kept up to date edit by edit: the incremental engine behind both front ends.
 * Pure and synchronous; nothing here reads a file.
 */
export interface Workspace {
  /** Adds a file, or replaces its text. With `edit`, only what changed is read again. */
  set(file: string, text: string, edit?: Edit): void;
  remove(file: string): void;
  /** Settings or project facts changed: everything is judged again, nothing is read again that reads the same. */
  invalidate(): void;
  has(file: string): boolean;
  files(): readonly string[];
  /** The text that was set last. */
  text(file: string): string | undefined;
  /** Computed when asked and kept until something it depends on changes. Undefined for files no tool owns. */
  analysis(file: string): FileAnalysis | undefined;
  /** The same in slices of at most `sliceMs` milliseconds: iterate, yielding to the event loop between steps; the return value is the result. */
  analysisInSlices(file: string, sliceMs: number): Steps<FileAnalysis | undefined>;
  /** Reads and folds what is pending in slices, so that what is asked for next keeps nobody waiting. */
  settleInSlices(sliceMs: number): Steps<void>;
  /** Schema after the whole history that the file belongs to (or the nearest history, for a query file). */
  catalogFor(file: string): CatalogView;
  /** Schema just before the statement at this offset. */
  catalogAt(file: string, offset: number): CatalogView;
  /** Another workspace with the files that the findings of this one rest on. */
  fork(file: string): Workspace;
  /** Every history, with its files in the order in which they run. */
  histories(): readonly HistoryFiles[];
}
