import type { Cancellation, ConnectionTarget, DatabaseError } from './database.ts';

export type Row = Record<string, unknown>;

/** One connection to a server, lent to one piece of work at a time. */
export interface Session {
  /**
   * Runs exactly one statement: it goes through the extended protocol, where the server itself refuses a second one.
   * `raw` gives every value as the server's text instead of a parsed value. Rejects with `DatabaseError`; `userTextAt` is
   * the offset at which the user's own text starts in `sql`, so that error positions are relative to it.
   */
  run<R extends Row>(sql: string, parameters?: readonly unknown[], options?: RunOptions): Promise<readonly R[]>;
  /** Undoes the open transaction, even after a cancellation; a session that cannot do it is thrown away. */
  rollback(): Promise<void>;
  /** Gives back the advisory locks of the session, even after a cancellation. */
  releaseLocks(): Promise<void>;
  /** The backend that serves the open transaction, where the session learned it: behind a pooler it changes. */
  servedBy(backendPid: number): void;
}

export interface RunOptions {
  readonly raw?: boolean;
  readonly userTextAt?: number;
}

/** What each engine brings; everything else about a `Database` is shared. */
export interface SessionSource {
  readonly target: ConnectionTarget;
  readonly serverVersion: string;
  /** `160004` for 16.4. */
  readonly serverVersionNumber: number;
  use<T>(work: (session: Session) => Promise<T>, cancellation?: Cancellation): Promise<T>;
  close(): Promise<void>;
  onClose(listener: (error: DatabaseError) => void): void;
}
