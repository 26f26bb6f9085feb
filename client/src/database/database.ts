/** One interface for every engine that the client can connect to. No vscode import here or below. */

export type Engine = 'postgresql' | 'embedded';

/** What a connection is used for decides what may run on it. */
export type Role = 'development' | 'staging' | 'production';

/** Where and how to connect. The password is never part of it: it is asked from `secret` when needed. */
export interface ConnectionTarget {
  readonly id: string;
  readonly name: string;
  readonly engine: Engine;
  readonly role: Role;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  /** `disable`, `prefer`, `require`, `verify-ca`, `verify-full`. */
  readonly sslMode?: string;
  readonly applicationName?: string;
  /** Session is opened read-only unless the user lifts it for this connection. Default true. */
  readonly readOnly: boolean;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** Embedded: the migrations (and seed) that build the schema, in order. */
  readonly scripts?: readonly { readonly file: string; readonly text: string }[];
}

/** Cancels what runs. */
export interface Cancellation {
  readonly isCancelled: boolean;
  onCancel(listener: () => void): void;
}

export interface Database {
  readonly target: ConnectionTarget;
  /** `PostgreSQL 16.4`. */
  readonly serverVersion: string;
  readonly serverVersionNumber: number;
  /** Rows as objects; parameters are bound, never pasted. Read-only transaction. */
  query<Row extends Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    cancellation?: Cancellation,
  ): Promise<readonly Row[]>;
  explain(sql: string, options: ExplainOptions, cancellation?: Cancellation): Promise<ExplainResult>;
  /** One level of the schema tree. */
  children(node: SchemaNode | undefined): Promise<readonly SchemaNode[]>;
  /** CREATE statement(s) for a table, view, index, sequence, type or function. */
  scriptAsCreate(node: SchemaNode): Promise<string>;
  close(): Promise<void>;
  /** Called when the server goes away. */
  onClose(listener: (error: Error) => void): void;
}

export interface ExplainOptions {
  readonly analyze: boolean;
  readonly buffers: boolean;
  readonly verbose: boolean;
  readonly settings: boolean;
  readonly wal: boolean;
  /** The user agreed to run this data change inside a transaction that is rolled back. */
  readonly allowDataChange: boolean;
}

export interface ExplainResult {
  readonly sql: string;
  readonly analyzed: boolean;
  /** It ran and was undone. */
  readonly rolledBack: boolean;
  /** The server's JSON, as text. */
  readonly json: string;
  readonly text: string;
  readonly durationMs: number;
  readonly serverVersion: string;
  /** Placeholders were planned generically. */
  readonly genericPlan: boolean;
}

export type SchemaNodeKind =
  | 'schema'
  | 'tables'
  | 'views'
  | 'materialized-views'
  | 'functions'
  | 'sequences'
  | 'types'
  | 'table'
  | 'view'
  | 'materialized-view'
  | 'function'
  | 'sequence'
  | 'type'
  | 'columns'
  | 'indexes'
  | 'constraints'
  | 'triggers'
  | 'policies'
  | 'column'
  | 'index'
  | 'constraint'
  | 'trigger'
  | 'policy'
  | 'load-more';

export interface SchemaNode {
  readonly kind: SchemaNodeKind;
  readonly name: string;
  readonly schema?: string;
  /** Table or view that it belongs to. */
  readonly relation?: string;
  /** Type, row estimate …: shown behind the name. */
  readonly detail?: string;
  /** Markdown: size, estimate, last analyze, comment. */
  readonly tooltip?: string;
  readonly hasChildren: boolean;
  /** `load-more`: where to go on. */
  readonly offset?: number;
}

/** Why a statement was not run; `code` decides what the editor offers next. */
export class DatabaseError extends Error {
  constructor(
    message: string,
    readonly code:
      | 'connection-failed'
      | 'authentication-failed'
      | 'connection-lost'
      | 'cancelled'
      | 'timeout'
      | 'read-only'
      | 'refused'
      | 'not-explainable'
      | 'sql',
    readonly sqlState?: string,
    /** 0-based UTF-16 offset in the statement, where the server gives one. */
    readonly position?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DatabaseError';
  }
}
