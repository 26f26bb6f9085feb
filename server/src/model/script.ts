import type { Dialect, TargetVersion } from './dialect.ts';
import type { QualifiedName } from './names.ts';
import type { Operation, OperationKind } from './operation.ts';
import type { Query } from './query.ts';
import type { Span } from './span.ts';

/**
 * How far a transaction reaches that the migration tool opens by itself
 * (measured per tool: none = each statement alone, file = one per migration, run = all pending migrations in one).
 * `statement` = the tool sends statement by statement without a transaction;
 * `none` = unknown or a plain file: psql's autocommit.
 */
export type TransactionScope = 'none' | 'statement' | 'file' | 'run';

export type Direction = 'up' | 'down';

/** One analysed file. Plain data; building it does no I/O. */
export interface Script {
  /** Path or URI, as the caller named it. */
  readonly file: string;
  readonly text: string;
  /** Id of the tool that reads the file: `sql`, `flyway`, `goose`, `django`, `typeorm` … */
  readonly tool: string;
  readonly dialect: Dialect;
  readonly targetVersion: TargetVersion;
  /** Part of a schema history; a query file is not. */
  readonly isMigration: boolean;
  readonly transaction: TransactionScope;
  /**
   * In the order in which they run, which in an ORM's file need not be the order of their spans (a function that runs SQL
   * stands above the operation that calls it). Whether the file can leave the tool's transaction, and how, is known to the
   * tool's writer.
   */
  readonly statements: readonly Statement[];
  /** Comments of the host language (Python, TypeScript): where ignore comments are looked for. For SQL: all comments. */
  readonly comments: readonly HostComment[];
  /** What the tool's reader could not understand; never a syntax error of the user's by itself. */
  readonly problems: readonly ReadProblem[];
}

export interface HostComment {
  /** Relative to the file. */
  readonly span: Span;
  /** Without the comment sign(s), trimmed. */
  readonly text: string;
}

export interface ReadProblem {
  readonly message: string;
  readonly span: Span;
}

/** A statement at its place in the file. */
export interface Statement {
  /** Offsets in the file, of the statement without its terminator, leading comments and white space. */
  readonly span: Span;
  /** The SQL text that was read; for an operation of an ORM API, the source text of the call. */
  readonly text: string;
  readonly reading: Reading;
  readonly direction: Direction;
  /** Where it differs from the script's (Alembic's autocommit_block, a goose NO TRANSACTION file is the script's). */
  readonly transaction?: TransactionScope;
  /**
   * Where `text` is not `file.slice(span)`: ascending pieces that map offsets of `text` to offsets of the file.
   * Absent: offset in file = span.start + offset in text.
   */
  readonly pieces?: readonly Piece[];
  /** `sql`: text is SQL. `api`: an operation of the tool's own language; spans of operations are relative to `text`. */
  readonly form: 'sql' | 'api';
  /** For `api`: the SQL that the tool runs for it, as far as it is known; `text` itself for `sql`. */
  readonly sql?: readonly string[];
  /** For statements inside a body (DO, CREATE FUNCTION): the statement that holds them. Such statements follow their holder. */
  readonly inBodyOf?: Statement;
  /**
   * What the writer of the tool needs to find the call again (plain data, opaque to everybody else).
   */
  readonly handle?: unknown;
}

/** A run of a statement's text and the run of the file that it came from. A hole stands for an interpolation. */
export interface Piece {
  readonly text: Span;
  readonly file: Span;
  readonly hole?: boolean;
}

/** What a statement's text says. Depends on nothing but text, dialect and version: cached by content. Spans relative to the text. */
export interface Reading {
  readonly operations: readonly Operation[];
  /** Every outermost query; subqueries hang in their expressions. */
  readonly queries: readonly Query[];
  readonly syntaxProblems: readonly SyntaxProblem[];
  /** Statements inside a PL/pgSQL or SQL body, spans relative to this statement's text. */
  readonly body: readonly BodyStatement[];
  /** `exact`: the server's own grammar. `partial`: parts replaced by placeholders. `none`: not read (too large, unknown). */
  readonly confidence: 'exact' | 'partial' | 'none';
  /** Features that need a newer server, found while reading: `{feature, since, span}`. */
  readonly features: readonly VersionedFeature[];
  /** How many statements the text has, where it is a run of INSERTs that were read by one of each kind. */
  readonly statements?: number;
  /** The tables that its operations fill, where they do nothing else and need not be read for it. */
  readonly fills?: readonly QualifiedName[];
  /** Set where it shares its shape with other readings; it is exact then, and has no body and no problem. */
  readonly shape?: ReadingShape;
}

/**
 * What statements have in common that differ in names, plain values and offsets only. One object for all of them: what
 * depends on nothing else is kept by it.
 */
export interface ReadingShape {
  /** Of the operations, in their order. */
  readonly kinds: readonly OperationKind[];
  /** The reading of a text of this shape, in which each look at something that differs within the shape calls `onLook` first. */
  observed(text: string, onLook: () => void): Reading;
}

/** Of the operations of a reading, in their order. */
export function kindsOf(reading: Reading): readonly OperationKind[] {
  return reading.shape ? reading.shape.kinds : reading.operations.map(({ kind }) => kind);
}

export interface BodyStatement {
  readonly span: Span;
  /** Equals the slice of the holder's text, except for what PL/pgSQL adds (INTO targets are blanked out). */
  readonly text: string;
  readonly reading: Reading;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
  /** SQLSTATE, where the parser gives one. */
  readonly code?: string;
}

export interface VersionedFeature {
  readonly feature: string;
  /** First major version that has it. */
  readonly since: TargetVersion;
  readonly span: Span;
}

export const emptyReading: Reading = {
  operations: [],
  queries: [],
  syntaxProblems: [],
  body: [],
  confidence: 'none',
  features: [],
};

/** Maps a span of the statement's text to the file; undefined when it touches a hole. */
export function fileSpan(statement: Statement, span: Span): Span | undefined {
  if (!statement.pieces) return { start: statement.span.start + span.start, end: statement.span.start + span.end };
  const touched = statement.pieces.filter((piece) => touches(piece, span));
  const first = touched[0];
  const last = touched.at(-1);
  if (!first || !last || touched.some((piece) => piece.hole)) return undefined;
  // why: a run whose text is not what the file has (an escape, a constant named elsewhere) has no places inside.
  const start = isVerbatim(first) ? first.file.start + Math.max(0, span.start - first.text.start) : first.file.start;
  const end = isVerbatim(last) ? last.file.start + (span.end - last.text.start) : last.file.end;
  return { start: Math.min(start, first.file.end), end: Math.min(end, last.file.end) };
}

/** A place between two pieces, as where something is to be put, belongs to the first of them. */
function touches(piece: Piece, span: Span): boolean {
  if (span.start < span.end) return piece.text.start < span.end && span.start < piece.text.end;
  return span.start === 0 ? piece.text.start === 0 : piece.text.start < span.start && span.start <= piece.text.end;
}

/** Whether the file has the run's text as it is: no escape, no constant named elsewhere. */
export function isVerbatim(piece: Piece): boolean {
  return piece.text.end - piece.text.start === piece.file.end - piece.file.start;
}
