import type { Direction, Reading, TransactionScope } from '../../model/script.ts';

/** What a marker comment (`-- +goose Down`) says about the statements after it, up to the next marker. */
export interface Marker {
  /** Absent: as before. */
  readonly direction?: Direction;
  /** Opts out of the tool's own transaction: until the next marker with a direction, or the whole file. */
  readonly noTransaction?: 'section' | 'file';
}

/** The statements of one direction of a file, for deciding how the tool runs them. */
export interface DirectionFacts {
  readonly file: string;
  readonly direction: Direction;
  /** A marker opted out. */
  readonly noTransaction: boolean;
  /** Of the top-level statements, in order. */
  readonly readings: readonly Reading[];
  readonly project: Readonly<Record<string, string>>;
  readonly siblings: readonly string[];
}

/** How a tool that keeps its migrations in `.sql` files differs from the others: everything else is shared. */
export interface SqlFlavour {
  readonly id: string;
  readonly title: string;
  readonly globs: readonly string[];
  /** 0–1, as in `Tool.detect`. */
  detect(file: string, text: string): number;
  /** Reads the text of a comment (without its signs); undefined where it is no marker. A marker ends a statement. */
  marker?(comment: string): Marker | undefined;
  /** How the tool runs the statements of one direction. */
  transaction(facts: DirectionFacts): TransactionScope;
  /** Absent: every file is a migration. */
  isMigration?(file: string, readings: readonly Reading[]): boolean;
  historyKey(file: string): string | undefined;
  orderKey(file: string): string;
}

/**
 * Scope of a tool that sends a file as one command string: the server wraps several statements in an implicit
 * transaction, and runs a single one outside of any.
 */
export function implicitTransaction(readings: readonly Reading[]): TransactionScope {
  return readings.length > 1 ? 'file' : 'statement';
}

/** The direction that the name of a file tells; `up` where it tells none. */
export function directionFromName(file: string): Direction {
  return /(^|[/._-])(down|rollback|revert|undo)([._-][^/]*)?\.sql$/i.test(file) ? 'down' : 'up';
}
