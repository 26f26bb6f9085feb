import type { CatalogView, SessionState } from '../catalog.ts';
import type { TargetVersion } from '../dialect.ts';
import type { LockFact } from '../lock.ts';
import type { Operation } from '../operation.ts';
import type { Script, Statement } from '../script.ts';
import type { Steps } from '../steps.ts';

/** The lock facts of the dialect: the replay needs them to know which locks the open transaction holds. */
export type LockFacts = (
  operation: Operation,
  before: CatalogView,
  version: TargetVersion,
  session?: SessionState,
) => readonly LockFact[];

export interface ReplayOptions {
  readonly locks: LockFacts;
  /** The history starts from an empty database: what it does not create does not exist. Default false. */
  readonly isComplete?: boolean;
}

/** The schema and the session at one point of the history. */
export interface StateView {
  readonly catalog: CatalogView;
  readonly session: SessionState;
}

/**
 * A place from which the history is looked at, with a result of the caller's that depends on what was seen.
 * The object lives as long as its statement (table, script) does, over all edits.
 */
export interface Place<Cached> {
  /** The caller's result. The replay sets it to undefined as soon as something differs that was read through `observe`. */
  cached: Cached | undefined;
  /** The state here; every look into it is remembered until the next `observe` of the same place. */
  observe(): StateView;
}

export interface StatementPlace<Cached> extends Place<Cached> {
  /** Current after every update: its span moves with the text. */
  readonly statement: Statement;
  /** What keeps its identity while the statement moves. */
  readonly anchor: { readonly statement: Statement };
  /** Among the statements of its script and direction, 0-based. */
  readonly index: number;
  /**
   * The state just before one operation of the statement (0-based): for the second action of an ALTER TABLE, after the
   * first. Looks are remembered like those of `observe`, and added to them: call `observe` first. Good until the state
   * before another operation is asked for.
   */
  beforeOperation(operation: number): StateView;
  /** Lets go what was folded to show the states between operations; looks stay remembered. */
  release(): void;
  /**
   * Lock facts of one operation, as the fold found them; undefined where it did not need them. They hold for as long as the
   * result does.
   */
  lockFacts(operation: number): readonly LockFact[] | undefined;
}

export interface TouchedTable<Cached> extends Place<Cached> {
  /** Key of the table (catalogKey) as this script left it. */
  readonly key: string;
  /** The statements of the script that created or altered it, in order; not those that only put rows into it. */
  readonly statements: readonly Statement[];
}

/**
 * A schema history: statements of scripts in order, folded into catalog and session, kept up to date edit by edit.
 * After an edit only what the change can reach is folded again: statements that read an entry which now differs.
 */
export interface Replay<Cached> {
  /** Scripts in the order in which they run. Those that are the same objects as before, at the same place, cost nothing. */
  setScripts(scripts: readonly Script[]): void;
  /**
   * The same in steps, one for each statement that is folded. They must come to their end before anything is looked at, and
   * before another change is made.
   */
  setScriptsInSteps(scripts: readonly Script[]): Steps<void>;
  /** A new reading of the script at this place; statements with the same `reading` object are taken as unchanged. */
  updateScript(index: number, script: Script): void;
  readonly scripts: readonly Script[];
  /** One for each of `script.statements`, in the same order. Statements of direction `down` see the script's up result. */
  statements(script: number): readonly StatementPlace<Cached>[];
  /**
   * Those of `statements` that have no result; undefined where that is not kept track of: scripts with `down` statements.
   * The array that `statements` returns stays the same object for as long as no statement comes or goes.
   */
  withoutResult(script: number): readonly StatementPlace<Cached>[] | undefined;
  /** After the last `up` statement of the script. */
  end(script: number): Place<Cached>;
  /** Tables that the script created or altered and that exist when it ends; observed at the end of the whole history. */
  touchedTables(script: number): readonly TouchedTable<Cached>[];
  /** The same without remembering the looks. */
  before(script: number, statement: number): StateView;
  after(script: number): StateView;
  final(): StateView;
}
