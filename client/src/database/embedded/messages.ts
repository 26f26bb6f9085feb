import type { SchemaScript } from '../../../../server/src/model/schemaScript.ts';
import type { RefusedStatement } from './buildSchema.ts';

/** What the main thread asks of the worker that hosts the embedded engine. `id` comes back with the answer. */
export type WorkerRequest =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly assetsFolder: string;
      /** The engine, compiled: threads share the code. */
      readonly pglite: WebAssembly.Module;
      readonly scripts: readonly SchemaScript[];
      /** Saved data directory of the built schema. Written when it does not exist. */
      readonly image: string;
    }
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly sql: string;
      readonly parameters: readonly unknown[];
      readonly raw: boolean;
    };

export interface Opened {
  readonly refused: readonly RefusedStatement[];
  readonly serverVersionNumber: number;
  /** `18.6`. */
  readonly serverVersion: string;
}

export type WorkerAnswer =
  | { readonly kind: 'opened'; readonly id: number; readonly opened: Opened }
  /** Not the last answer: so many scripts are run. */
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
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
