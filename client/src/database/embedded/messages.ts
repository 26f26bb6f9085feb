import type { SchemaScript, ScriptProblem } from '../database.ts';

/** What the main thread asks of the worker that hosts the embedded engine. `id` comes back with the answer. */
export type WorkerRequest =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly assetsFolder: string;
      readonly scripts: readonly SchemaScript[];
      /** Saved data directories: of the built schema, and of an empty cluster. Written when they do not exist. */
      readonly image: string;
      readonly emptyImage: string;
    }
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly sql: string;
      readonly parameters: readonly unknown[];
      readonly raw: boolean;
    };

export interface Opened {
  readonly problems: readonly ScriptProblem[];
  readonly serverVersionNumber: number;
  /** `18.6`. */
  readonly serverVersion: string;
}

export type WorkerAnswer =
  | { readonly kind: 'opened'; readonly id: number; readonly opened: Opened }
  | { readonly kind: 'rows'; readonly id: number; readonly rows: readonly Record<string, unknown>[] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError };

/** The fields of a server error that survive the way between threads. */
export interface SentError {
  readonly message: string;
  readonly code?: string;
  readonly position?: string;
  readonly hint?: string;
  readonly detail?: string;
}
