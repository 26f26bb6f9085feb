import type { SchemaScript } from './model/schemaScript.ts';

/** Custom messages between the language server and its clients. Types and names only: the client imports them as types. */

/** `data` of a diagnostic: fixes that change nothing but the document itself. */
export interface DiagnosticData {
  readonly fixes: readonly {
    readonly title: string;
    readonly safety: 'safe' | 'review';
    readonly edits: readonly {
      readonly range: {
        readonly start: { line: number; character: number };
        readonly end: { line: number; character: number };
      };
      readonly newText: string;
    }[];
  }[];
}

/** Request: the statement at a position, for explain commands and code lens. */
export const statementAtRequest = 'databaseArchitect/statementAt';
export interface StatementAtParams {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}
export interface StatementAtResult {
  readonly sql: string;
  readonly range: {
    readonly start: { line: number; character: number };
    readonly end: { line: number; character: number };
  };
  /** `query`: SELECT, VALUES, TABLE, WITH without data change. `data-change`: INSERT, UPDATE, DELETE, MERGE, CTAS. `other`: cannot be explained. */
  readonly kind: 'query' | 'data-change' | 'other';
}

/** Request: the scripts that build the schema of a workspace folder, in order, for the embedded connection. */
export const historyRequest = 'databaseArchitect/history';
export interface HistoryParams {
  readonly folderUri: string;
}
export interface HistoryResult {
  readonly histories: readonly {
    readonly key: string;
    readonly tool: string;
    /** Statements in order; `transaction` says how the tool would run them. */
    readonly scripts: readonly (SchemaScript & { readonly transaction: 'none' | 'statement' | 'file' | 'run' })[];
  }[];
}

/** Request: where the migrations create an object, for "Reveal in Migration". */
export const originRequest = 'databaseArchitect/origin';
export interface OriginParams {
  readonly folderUri: string;
  readonly kind: 'table' | 'column' | 'index' | 'constraint' | 'view' | 'type' | 'function';
  readonly schema?: string;
  readonly relation?: string;
  readonly name: string;
}
export interface OriginResult {
  readonly uri: string;
  readonly range: {
    readonly start: { line: number; character: number };
    readonly end: { line: number; character: number };
  };
}

/** Notification from the server: state for the language status item. */
export const statusNotification = 'databaseArchitect/status';
export interface StatusParams {
  readonly state: 'ready' | 'busy' | 'error';
  readonly rules: number;
  readonly message?: string;
  readonly configurationFile?: string;
}
