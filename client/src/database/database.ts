import type { SchemaScript } from '../../../server/src/model/schemaScript.ts';

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
  /** A name, an address, the folder of a socket; or several, `a:5432,b:5433`, to be tried in order. */
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  /** Settings for the session, as libpq's `options` has them: `-c search_path=shop`. */
  readonly options?: string;
  /** Schemas that names without one are looked for in: `shop, public`. Set in each transaction, so that a pooler lets it pass. */
  readonly searchPath?: string;
  /** `disable`, `allow`, `prefer`, `require`, `verify-ca`, `verify-full`. */
  readonly sslMode?: string;
  readonly applicationName?: string;
  /** Session is opened read-only unless the user lifts it for this connection. Default true. */
  readonly readOnly: boolean;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** PEM file of the certificate authority that the server's certificate is checked with; `system`: those of the runtime. */
  readonly sslRootCertificate?: string;
  /** PEM files of the certificate that this side shows, and of its key. */
  readonly sslCertificate?: string;
  readonly sslKey?: string;
  /** `disable`, `prefer`, `require`: whether the login is bound to the encrypted channel. */
  readonly channelBinding?: string;
  /** Which of several servers will do: `any`, `read-write`, `read-only`, `primary`, `standby`, `prefer-standby`. */
  readonly targetSessionAttributes?: string;
  /** Embedded: the migrations (and seed) that build the schema, in order. */
  readonly scripts?: readonly SchemaScript[];
}

/** A statement of a `SchemaScript` that the embedded engine refused. The others were run. */
export interface ScriptProblem {
  readonly file: string;
  /** 0-based position in `SchemaScript.statements`. */
  readonly statement: number;
  /** 0-based line in the file: of the statement, or of the row that COPY refused. */
  readonly line: number;
  readonly sql: string;
  readonly message: string;
  readonly sqlState?: string;
}

/** What a connection needs besides its target. */
export interface ConnectOptions {
  /** Asked for the password each time the server wants one; undefined = none is known. */
  readonly secret?: () => Promise<string | undefined>;
  /** Needed for engine `embedded`. */
  readonly embedded?: EmbeddedRuntime;
  /** Embedded: so many of the target's scripts are run. Not called when the schema was built before. */
  readonly onScript?: (done: number) => void;
  readonly cancellation?: Cancellation;
}

/** Where the embedded engine finds its parts. Absolute paths. */
export interface EmbeddedRuntime {
  /** The bundle of `client/src/database/embedded/worker.ts`. */
  readonly workerFile: string;
  /** Holds `pglite.wasm`, `pglite.data`, `emptyCluster.data` and the extension archives. */
  readonly assetsFolder: string;
  /** Built schemas are kept here, keyed by content; may be emptied at any time. */
  readonly cacheFolder: string;
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
  children(node: SchemaNode | undefined, options?: TreeOptions): Promise<readonly SchemaNode[]>;
  /** CREATE statement(s) for a table, view, index, sequence, type or function. */
  scriptAsCreate(node: SchemaNode): Promise<string>;
  /** Embedded: what the scripts could not do. */
  readonly problems: readonly ScriptProblem[];
  close(): Promise<void>;
  /** Called when the server goes away. */
  onClose(listener: (error: Error) => void): void;
}

export interface TreeOptions {
  /** Shows `pg_catalog`, `information_schema`, toast and temporary schemas. Default false. */
  readonly systemSchemas?: boolean;
  /** Only objects whose name contains this, whatever the case. Applies to the levels of schemas and of their objects. */
  readonly filter?: string;
}

/** `query`: only reads; `data-change`: can be run and undone; `other`: cannot be explained. */
export type StatementKind = 'query' | 'data-change' | 'other';

export interface ExplainOptions {
  readonly analyze: boolean;
  readonly buffers: boolean;
  readonly verbose: boolean;
  readonly settings: boolean;
  readonly wal: boolean;
  /** The user agreed to run this data change inside a transaction that is rolled back. */
  readonly allowDataChange: boolean;
  /** What the language server says of the statement. It can only make the own verdict stricter. */
  readonly kind?: StatementKind;
  /** Values of `$1` …, bound. Without them a statement with placeholders is planned generically and never analyzed. */
  readonly parameters?: readonly unknown[];
}

export interface ExplainResult {
  readonly sql: string;
  readonly analyzed: boolean;
  /** It ran and was undone. */
  readonly rolledBack: boolean;
  /** The server's JSON, as text. */
  readonly json: string;
  /** The server's own text layout; of an analyzed statement, rendered from `json`, since it ran only once. */
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
  /** `load-more`: where to go on, and in which group. Its children are the next objects of that group. */
  readonly offset?: number;
  readonly group?: SchemaNodeKind;
  /** `function`: the argument types, which tell functions of one name apart. */
  readonly arguments?: string;
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
