import type { NewFile, TextEdit } from '../../model/finding.ts';
import type { Direction, Reading, Script, TransactionScope } from '../../model/script.ts';
import { naturalKey } from '../paths.ts';
import type { FileContext } from '../tool.ts';

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
  /** Of the top-level statements, in order; asked for only where they decide, because it costs a walk over the file. */
  readonly readings: () => readonly Reading[];
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
  /** The flavour that the project really uses, where the files of both look the same. */
  inProject?(context: FileContext): SqlFlavour | undefined;
  /** Reads the text of a comment (without its signs); undefined where it is no marker. A marker ends a statement. */
  marker?(comment: string): Marker | undefined;
  /** How the tool runs the statements of one direction. */
  transaction(facts: DirectionFacts): TransactionScope;
  /** Absent: every file is a migration. */
  isMigration?(file: string, readings: () => readonly Reading[]): boolean;
  historyKey(file: string): string | undefined;
  orderKey(file: string): string;
  /** A statement as the tool wants it written, where its own way of cutting a file would break it. Absent: as it is. */
  written?(sql: string): string;
  /** Whether nobody knows what runs the file, so that it may open a transaction around it. Absent: the tool is known. */
  hasUnknownRunner?(file: string): boolean;
  /** How statements get out of the tool's transaction; absent: not at all. */
  readonly outside?: Outside;
  /** One sentence where they do not: what the tool does. */
  readonly obstacle?: string;
  /** Files of a migration that runs after the present one; undefined where its name tells no order. Absent: the tool keeps a list of its own. */
  newMigration?(request: NewMigration): readonly NewFile[] | undefined;
}

export interface Outside {
  /** How many statements a file outside of the tool's transaction can hold without the server wrapping them in one. */
  readonly statements: 'any' | 'one';
  /**
   * Lets the present file run outside; absent: only by what it holds. Words for the fix's title where a person must do more.
   */
  leave?(
    script: Script,
    direction: Direction,
    siblings: readonly string[],
  ):
    | { readonly edits: readonly TextEdit[]; readonly creates: readonly NewFile[]; readonly remark?: string }
    | undefined;
}

/** What a new migration holds. */
export interface NewMigration {
  /** The present migration. */
  readonly file: string;
  readonly siblings: readonly string[];
  readonly folders: readonly string[];
  /** Words for its name. */
  readonly name: string;
  /** Complete statements with their semicolons. */
  readonly sql: readonly string[];
  /** What takes it back, for tools whose files hold both directions. */
  readonly undo: readonly string[];
  readonly noTransaction: boolean;
  /** 1 for the first new file of a fix, 2 for the second … */
  readonly offset: number;
}

/**
 * Scope of a tool that sends a file as one command string: the server wraps several statements in an implicit
 * transaction, and runs a single one outside of any.
 */
export function implicitTransaction(readings: () => readonly Reading[]): TransactionScope {
  return readings().length > 1 ? 'file' : 'statement';
}

/** Characters looked at for the comment that tells a tool. */
const head = 8192;

/** Whether a comment at the head of the text matches; looked for by a word of it first, which is quick. */
export function hasComment(text: string, word: string, comment: RegExp): boolean {
  const at = text.indexOf(word);
  return at >= 0 && at < head && comment.test(text.slice(0, head));
}

/** The direction that the name of a file tells; `up` where it tells none. */
export function directionFromName(file: string): Direction {
  return /(^|[/._-])(down|rollback|revert|undo)([._-][^/]*)?\.sql$/i.test(file) ? 'down' : 'up';
}

/**
 * The order of migrations whose two directions are two files: `1_a.up.sql` before `1_a.down.sql`, which undoes what the first
 * has done, and both before `2_b.up.sql`. `name` is the migration's, with or without its direction.
 */
export function orderKeyOf(name: string, file: string): string {
  const own = name.replace(/\.(up|down)\.sql$/i, '');
  return `${naturalKey(own)}\0${directionFromName(file) === 'down' ? 2 : 1}`;
}

/** Whether one of the statements has to run outside of a transaction. */
export function hasConcurrently(sql: readonly string[]): boolean {
  return sql.some((one) => /^\s*(?:CREATE|DROP)\s[^;]*\bINDEX\s+CONCURRENTLY\b/i.test(one));
}

/** A word more for the marker under which the direction begins; undefined where no comment is that marker. */
export function addToHeading(
  script: Script,
  direction: Direction,
  marker: (comment: string) => Marker | undefined,
  word: string,
): ReturnType<NonNullable<Outside['leave']>> {
  const heading = script.comments.find((comment) => marker(comment.text)?.direction === direction);
  if (!heading) return undefined;
  const end = heading.span.start + script.text.slice(heading.span.start, heading.span.end).trimEnd().length;
  return { edits: [{ span: { start: end, end }, newText: ` ${word}` }], creates: [] };
}
