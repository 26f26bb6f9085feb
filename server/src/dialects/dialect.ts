import type { CatalogView, SessionState } from '../model/catalog.ts';
import type { Dialect, TargetVersion } from '../model/dialect.ts';
import type { LockFact } from '../model/lock.ts';
import type { Operation } from '../model/operation.ts';
import type { Reading } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import type { Steps } from '../model/steps.ts';

/** A run of a SQL file as the lexer sees it, in order and without gaps that carry meaning. */
export interface Segment {
  /**
   * `statement`: SQL, without its terminator and leading comments; `data`: rows after COPY … FROM stdin, up to `\.`;
   * `meta`: a psql meta-command line.
   */
  readonly kind: 'statement' | 'data' | 'meta';
  readonly span: Span;
  /** Offset after the terminator (`;`, `\.`, line end). */
  readonly end: number;
}

export interface Comment {
  /** With the comment signs. */
  readonly span: Span;
  /** Without the signs, trimmed. */
  readonly text: string;
  readonly form: 'line' | 'block';
}

export interface SplitResult {
  readonly segments: readonly Segment[];
  readonly comments: readonly Comment[];
  /** Runs of INSERTs are one segment. */
  readonly hasRuns: boolean;
}

/** What every SQL dialect offers to the tools and the analysis. Pure and synchronous; `load` of its parser is at the edge. */
export interface DialectSupport {
  readonly dialect: Dialect;
  /** Never throws; half-typed text gives its best guess. */
  split(text: string): SplitResult;
  /** The same in steps; in a text of millions of characters a run of INSERTs of constants is one segment. */
  splitInSteps(text: string): Steps<SplitResult>;
  /**
   * Splits `text` again after an edit, reusing `previous`: the result equals `splitInSteps(text)` but for where runs of INSERTs
   * are cut. `edit.start`…`edit.oldEnd` of the old text was replaced by `edit.start`…`edit.newEnd` of the new.
   */
  resplit(
    text: string,
    previous: SplitResult,
    edit: { start: number; oldEnd: number; newEnd: number },
  ): Steps<SplitResult>;
  /** Reads one statement's text. Never throws. Cached by content by the implementation or its caller. */
  read(text: string, version: TargetVersion): Reading;
  /** False where the reading of the text has no body for certain; costs far less than reading it. */
  mayHaveBody(text: string): boolean;
  /** Locks that the operation takes on relations which existed before it, given the catalog and session before it. */
  locks(operation: Operation, before: CatalogView, version: TargetVersion, session?: SessionState): readonly LockFact[];
}
