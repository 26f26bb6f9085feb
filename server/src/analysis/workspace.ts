import type { CatalogView } from '../model/catalog.ts';
import type { Finding } from '../model/finding.ts';
import type { Script } from '../model/script.ts';
import type { Configuration } from './configuration.ts';

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

export interface FileAnalysis {
  readonly file: string;
  readonly script: Script;
  /** By position; suppressed ones removed. */
  readonly findings: readonly Finding[];
  /** Count of findings removed by ignore comments. */
  readonly suppressed: number;
}

/**
 * All files that belong together, kept up to date edit by edit: the incremental engine behind both front ends.
 * Pure and synchronous; nothing here reads a file.
 */
export interface Workspace {
  /** Adds a file, or replaces its text. With `edit`, only what changed is read again. */
  set(file: string, text: string, edit?: Edit): void;
  remove(file: string): void;
  /** Settings or project facts changed: everything is judged again, nothing is read again. */
  invalidate(): void;
  has(file: string): boolean;
  files(): readonly string[];
  /** Computed when asked and kept until something it depends on changes. Undefined for files no tool owns. */
  analysis(file: string): FileAnalysis | undefined;
  /** The same in slices of at most `sliceMs` milliseconds: iterate, yielding to the event loop between steps; the return value is the result. */
  analysisInSlices(file: string, sliceMs: number): Generator<void, FileAnalysis | undefined>;
  /** Schema after the whole history that the file belongs to (or the nearest history, for a query file). */
  catalogFor(file: string): CatalogView;
  /** Schema just before the statement at this offset. */
  catalogAt(file: string, offset: number): CatalogView;
}
