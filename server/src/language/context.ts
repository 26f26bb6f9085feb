import type { CancellationToken, ClientCapabilities, Connection } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FixAllResult } from '../analysis/fixAll.ts';
import type { FileAnalysis, Workspace } from '../analysis/workspace.ts';
import type { Steps } from '../model/steps.ts';
import type { Documents } from './documents.ts';
import type { FileNames } from './fileNames.ts';
import type { Folders } from './folders.ts';

/** What every feature of the language server is given. */
export interface ServerContext {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly names: FileNames;
  readonly folders: Folders;
  readonly workspace: Workspace;
  /** Empty before `initialize`. */
  readonly capabilities: ClientCapabilities;
  /** Parsers are loaded and settings are known. */
  readonly ready: Promise<void>;
  /** The files of the workspace folders have been read once. */
  readonly scanned: Promise<void>;
  /** Text and lines of a file, open or on disk; undefined where the workspace does not know it. */
  document(file: string): TextDocument | undefined;
  /** The analysis of a file, made in slices between which other messages are handled. Rejects when cancelled. */
  analyse(file: string, token: CancellationToken): Promise<FileAnalysis | undefined>;
  /** Every file is read and every history folded, in slices too: what is asked of the workspace next is known. */
  settled(token: CancellationToken): Promise<void>;
  /** The safe fixes of the whole file, found in slices like its analysis. */
  fixAll(file: string, token: CancellationToken): Promise<FixAllResult | undefined>;
  /** Takes steps, and lets other messages be handled between them. Rejects when cancelled. */
  inSlices<Result>(steps: Steps<Result>, token: CancellationToken): Promise<Result>;
  /** Runs a handler that must not fail because of what a user wrote: an error is logged, the answer is `fallback`. */
  answer<Result>(feature: string, fallback: Result, handler: () => Promise<Result>): Promise<Result>;
  /** Hears of every change after which diagnostics may differ: in one file, or (undefined) in any. */
  onChange(listener: (file: string | undefined) => void): void;
  /** Tells the listeners. */
  changed(file: string | undefined): void;
}
