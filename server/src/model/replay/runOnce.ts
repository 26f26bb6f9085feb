import type { Origin } from '../catalog.ts';
import type { TargetVersion } from '../dialect.ts';
import type { LockFact } from '../lock.ts';
import type { Operation } from '../operation.ts';
import { type Direction, kindsOf, type Script, type Statement, type TransactionScope } from '../script.ts';
import { fillTables } from './apply.ts';
import type { SessionContext } from './catalogView.ts';
import { EntryCatalog, EntrySession, endsWithStatement } from './catalogView.ts';
import type { EntryReader } from './entries.ts';
import { EntryOverlay } from './entries.ts';
import { Ledger } from './ledger.ts';
import type { LockFacts, StateView } from './replay.ts';
import { isRun, rememberChanges, runOperation } from './runOperations.ts';
import { SchemaState } from './schemaState.ts';
import { enterStatement } from './session.ts';
import { rollbacksIn } from './undo.ts';

/** A statement that is about to be run. What is seen from it is seen now or never. */
export interface PassingStatement {
  readonly statement: Statement;
  readonly anchor: { readonly statement: Statement };
  /** The state before it, until `beforeOperation` is called. */
  observe(): StateView;
  /** The state before one operation (0-based), until it is called for a later one. */
  beforeOperation(operation: number): StateView;
  /** Lock facts of one operation; the same as for `beforeOperation` holds. */
  lockFacts(operation: number): readonly LockFact[];
  /** There is nothing to let go. */
  release(): void;
}

/** A script that has just been run. */
export interface PassedScript {
  /** Index in the history. */
  readonly index: number;
  /** After its last `up` statement, for as long as nothing else is run; then the present one, seen as from the script. */
  readonly state: StateView;
  /** The tables that it created or altered and left, and the statements that did so. */
  readonly touched: ReadonlyMap<string, readonly Statement[]>;
  /** The state before an operation of a statement of the script (0-based), until another statement is asked for. */
  before(statement: Statement, operation: number): StateView;
}

/** Sees a history pass by. */
export interface Spectator {
  /** Before each statement: those of direction `up` first, the others on top of what they left. */
  statement(passing: PassingStatement, script: number): void;
  /** After each script. */
  script(passed: PassedScript): void;
}

/**
 * Runs scripts once, in order, from an empty schema to the state that they leave; says what `createReplay` says of the same
 * scripts, and keeps nothing for later changes.
 */
export function runOnce(scripts: readonly Script[], locks: LockFacts, spectator: Spectator): StateView {
  const ledger = new Ledger();
  let serial = 0;
  const nextId = (): string => String(++serial);
  for (const [index, script] of scripts.entries()) {
    const up = new Line(ledger, script, 'up', locks, nextId);
    for (const statement of up.statements) up.pass(statement, (passing) => spectator.statement(passing, index));
    const last = { segment: up.segment, statement: `end of ${up.segment}`, scope: script.transaction };
    const state = viewOf(ledger, last);
    const touched = new Map([...up.touched].filter(([key]) => ledger.get('relation', key)?.kind === 'table'));
    let down: Line | undefined;
    if (up.statements.length < script.statements.length) {
      down = new Line(new Ledger(ledger), script, 'down', locks, nextId);
      for (const statement of down.statements) down.pass(statement, (passing) => spectator.statement(passing, index));
    }
    spectator.script({
      index,
      state,
      touched,
      before: (statement, operation) =>
        (statement.direction === 'down' && down ? down : up).before(statement, operation),
    });
  }
  return viewOf(ledger, { segment: '', statement: '', scope: 'none' });
}

function viewOf(entries: EntryReader, context: SessionContext): StateView {
  return { catalog: new EntryCatalog(entries, context.segment, false), session: new EntrySession(entries, context) };
}

/** The statements of one direction of a script, run one after the other. */
class Line {
  readonly segment: string;
  readonly statements: readonly Statement[];
  readonly touched = new Map<string, Statement[]>();
  private readonly ledger: Ledger;
  private readonly script: Script;
  private readonly direction: Direction;
  private readonly locks: LockFacts;
  private readonly nextId: () => string;
  private readonly running: RunningStatement;
  /** The entries as they were before the first statement, in terms of the present ones. */
  private readonly start: Ledger;
  /** The same statements run again, for who wants to see a state that is gone; how many of them have been run. */
  private again: { readonly line: Line; done: number } | undefined;

  constructor(ledger: Ledger, script: Script, direction: Direction, locks: LockFacts, nextId: () => string) {
    this.segment = nextId();
    this.ledger = ledger;
    this.start = new Ledger(ledger);
    this.script = script;
    this.direction = direction;
    this.locks = locks;
    this.nextId = nextId;
    this.statements = script.statements.filter((statement) => statement.direction === direction);
    // Most files do not have the word, and are not read for it.
    const hasRollbacks = /rollback|abort/i.test(script.text) && rollbacksIn(this.statements) > 0;
    this.running = new RunningStatement(script, this.segment, ledger, locks, hasRollbacks);
  }

  /** Shows the statement, and runs it. */
  pass(statement: Statement, show: (passing: PassingStatement) => void): void {
    const { running } = this;
    running.begin(statement, this.nextId());
    show(running);
    if (!isRun(statement)) return;
    running.run();
    this.commit();
  }

  private commit(): void {
    const { ledger, start, running } = this;
    const { writes } = running.entries;
    for (let at = 0; at < writes.length; at++) {
      const write = writes[at];
      if (!write || endsWithStatement(write.kind, write.name, running.id)) continue;
      const { kind, name, value } = write;
      const before = ledger.get(kind, name);
      if (before === value) continue;
      if (!start.isSet(kind, name)) start.set(kind, name, before);
      ledger.set(kind, name, value);
    }
    if (running.touched.size === 0) return;
    for (const key of running.touched) {
      const statements = this.touched.get(key);
      if (statements) statements.push(running.statement);
      else this.touched.set(key, [running.statement]);
    }
  }

  /** The state before an operation of a statement that has passed. */
  before(statement: Statement, operation: number): StateView {
    const index = this.statements.indexOf(statement);
    if (!this.again || this.again.done > index) {
      const { script, direction, locks, nextId } = this;
      this.again = { line: new Line(new Ledger(this.start), script, direction, locks, nextId), done: 0 };
    }
    const { again } = this;
    for (; again.done < index; again.done++) {
      const passed = this.statements[again.done];
      if (passed) again.line.pass(passed, noShow);
    }
    return again.line.stateBefore(statement, operation);
  }

  private stateBefore(statement: Statement, operation: number): StateView {
    // One of its own: what is seen of it stays as it is when another operation is asked for.
    const seen = new RunningStatement(this.script, this.segment, this.ledger, this.locks, false);
    seen.begin(statement, this.nextId());
    return seen.beforeOperation(operation);
  }
}

const noShow = (): void => {};

/**
 * A statement, run operation by operation as far as somebody wants to see. One object for all statements of a line: ten
 * thousand of them must not cost a hundred thousand objects.
 */
class RunningStatement implements PassingStatement {
  readonly entries: EntryOverlay;
  private readonly script: Script;
  private readonly locks: LockFacts;
  private readonly hasRollbacks: boolean;
  private readonly state: SchemaState;
  private readonly step: { file: string; version: TargetVersion; origin: Origin; segment: string };
  private readonly context: { segment: string; statement: string; scope: TransactionScope };
  private readonly view: StateView;
  private current: Statement | undefined;
  /** How many operations have been run. */
  private done = 0;
  private isEntered = false;
  private anchored: { readonly statement: Statement } | undefined;
  /** Of the operation that is next. */
  private facts: readonly LockFact[] | undefined;

  constructor(script: Script, segment: string, entries: EntryReader, locks: LockFacts, hasRollbacks: boolean) {
    this.script = script;
    this.locks = locks;
    this.hasRollbacks = hasRollbacks;
    this.entries = new EntryOverlay(entries);
    this.context = { segment, statement: '', scope: script.transaction };
    this.step = { file: script.file, version: script.targetVersion, origin: nowhere, segment };
    this.state = new SchemaState(this.entries, this.step);
    this.view = viewOf(this.entries, this.context);
  }

  begin(statement: Statement, id: string): void {
    this.current = statement;
    this.entries.clear();
    this.state.touched.clear();
    this.step.origin = { file: this.script.file, span: statement.span };
    this.context.statement = id;
    this.context.scope = statement.transaction ?? this.script.transaction;
    this.done = 0;
    this.isEntered = false;
    this.anchored = undefined;
    this.facts = undefined;
  }

  get statement(): Statement {
    if (!this.current) throw new Error('No statement has begun.');
    return this.current;
  }

  /** Names the statement. */
  get id(): string {
    return this.context.statement;
  }

  get anchor(): { readonly statement: Statement } {
    this.anchored ??= { statement: this.statement };
    return this.anchored;
  }

  release(): void {}

  get touched(): ReadonlySet<string> {
    return this.state.touched;
  }

  observe(): StateView {
    return this.view;
  }

  beforeOperation(operation: number): StateView {
    if (operation > this.done) this.advance(operation);
    return this.view;
  }

  lockFacts(index: number): readonly LockFact[] {
    if (index > this.done) this.advance(index);
    const operation = this.statement.reading.operations[index];
    if (!operation) return noFacts;
    if (index < this.done) return this.factsOf(operation);
    this.facts ??= this.factsOf(operation);
    return this.facts;
  }

  run(): void {
    const { reading } = this.statement;
    if (reading.fills && this.done === 0) {
      this.enter();
      fillTables(this.state, reading.fills, true);
      this.done = reading.shape?.kinds.length ?? 0;
    } else this.advance(reading.operations.length);
    if (this.hasRollbacks) rememberChanges(this.state, this.context, kindsOf(reading));
  }

  private advance(to: number): void {
    const { operations } = this.statement.reading;
    this.enter();
    for (; this.done < to; this.done++) {
      const operation = operations[this.done];
      if (!operation) return;
      runOperation(this.state, this.context, operation, () => this.facts ?? this.factsOf(operation));
      this.facts = undefined;
    }
  }

  private enter(): void {
    if (!this.isEntered) enterStatement(this.state, this.context);
    this.isEntered = true;
  }

  private factsOf(operation: Operation): readonly LockFact[] {
    return this.locks(operation, this.view.catalog, this.state.context.version, this.view.session);
  }
}

const nowhere: Origin = { file: '', span: { start: 0, end: 0 } };
const noFacts: readonly LockFact[] = [];
