import type { DialectSupport } from '../dialects/dialect.ts';
import { atLeast, type LockFact } from '../model/lock.ts';
import type { Operation } from '../model/operation.ts';
import type { StatementPlace, StateView } from '../model/replay/replay.ts';
import type { Script, Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import { walkQueries } from '../model/walk.ts';
import type { OperationContext, Report } from '../rules/rule.ts';
import { isOnlyDeclared } from '../rules/support/fileOperations.ts';
import type { ActiveRule, ActiveRules } from './activeRules.ts';
import { checkPlan } from './checkPlan.ts';
import { type Locate, type RawFinding, rawFinding } from './rawFinding.ts';

/** What is the same for every statement of a file. */
export interface Judging {
  readonly script: Script;
  readonly rules: ActiveRules;
  readonly dialect: DialectSupport;
  readonly locate: Locate;
  reportRuleError(rule: string, file: string, error: unknown): void;
}

/** What the rules said about a statement, kept until something that they looked at changes. */
export interface Judgement {
  readonly findings: readonly RawFinding[];
  /** What the place in the replay does not watch. */
  readonly direction: Statement['direction'];
  readonly transaction: Statement['transaction'];
  /** Set where a rule looked at the rest of the file: the judgement holds for this script only. */
  readonly script?: Script;
}

/** Where a statement is judged: in a replay, or as it passes by. */
export type JudgedPlace = Pick<
  StatementPlace<Judgement>,
  'statement' | 'anchor' | 'observe' | 'beforeOperation' | 'lockFacts' | 'release'
>;

/** Runs the statement, operation and query rules on one statement. Never throws: a rule that does is reported and skipped. */
export function judgeStatement(place: JudgedPlace, judging: Judging, overlay: Overlay): Judgement {
  const { statement } = place;
  const plan = checkPlan(statement, judging.rules);
  if (plan.isEmpty) return silence(statement);
  const watched = new WatchedScript(judging.script);
  const context = new Context(place, judging, watched, overlay);
  const onlyQueries = statement.inBodyOf !== undefined && isOnlyDeclared(statement);
  for (const active of plan.statement) {
    if (onlyQueries && active.rule.category !== 'query' && active.rule.category !== 'syntax') continue;
    context.run(active, active.rule.statement, statement);
  }
  if (plan.query.length > 0) {
    for (const outermost of statement.reading.queries) {
      walkQueries(outermost, (query) => {
        context.defaultSpan = query.span;
        for (const active of plan.query) context.run(active, active.rule.query, query);
      });
    }
  }
  // Last, for one after the other they leave the state before the statement behind.
  if (!onlyQueries) {
    const { operations } = statement.reading;
    for (let index = 0; index < plan.operations.length; index++) {
      const checks = plan.operations[index];
      const operation = operations[index];
      if (!operation || !checks || checks.length === 0) continue;
      context.enter(operation, index);
      for (const { active, check } of checks) context.run(active, check, operation);
    }
  }
  context.leave();
  return {
    findings: context.findings,
    direction: statement.direction,
    transaction: statement.transaction,
    script: watched.wasRead ? judging.script : undefined,
  };
}

const noFindings: readonly RawFinding[] = [];
const silenceOnTheWayUp: Judgement = { findings: noFindings, direction: 'up', transaction: undefined };

/** Nothing to say, whatever the schema is; one object for most of the rows of a dump. */
function silence({ direction, transaction }: Statement): Judgement {
  return direction === 'up' && transaction === undefined
    ? silenceOnTheWayUp
    : { findings: noFindings, direction, transaction };
}

/** Lays something under the catalog that the replay of the file sees: the schema of the nearest history, for a query file. */
export type Overlay = (state: StateView) => StateView;

/** Nothing lies under it. */
export const unchanged: Overlay = (state) => state;

const noEvidence: readonly LockFact[] = [];

type Check<Subject> = (subject: Subject, context: OperationContext) => void;

/** One object for all rules and operations of a statement: ten thousand statements must not cost a hundred thousand contexts. */
class Context implements OperationContext {
  readonly script: Script;
  readonly statement: Statement;
  readonly findings: RawFinding[] = [];
  defaultSpan: Span;
  /** Made when a rule first looks. */
  private state: StateView | undefined;
  private first: StateView | undefined;
  private active: ActiveRule | undefined;
  private current: Operation | undefined;
  private index = 0;
  private facts: readonly LockFact[] | undefined;

  constructor(
    private readonly place: JudgedPlace,
    private readonly judging: Judging,
    script: Script,
    private readonly overlay: Overlay,
  ) {
    this.script = script;
    this.statement = place.statement;
    this.defaultSpan = wholeText(this.statement);
  }

  get dialect() {
    return this.judging.script.dialect;
  }
  get version() {
    return this.judging.script.targetVersion;
  }
  get isVersionAssumed() {
    return this.judging.rules.isVersionAssumed;
  }
  get options() {
    return this.active?.options ?? {};
  }
  get catalog() {
    return this.view.catalog;
  }
  get session() {
    return this.view.session;
  }
  get transaction() {
    return this.statement.transaction ?? this.judging.script.transaction;
  }
  get operation(): Operation {
    if (!this.current) throw new Error('Only checks of operations have an operation.');
    return this.current;
  }

  private get view(): StateView {
    // To be called before the state between operations is looked at.
    this.first ??= this.overlay(this.place.observe());
    this.state ??= this.index > 0 ? this.overlay(this.place.beforeOperation(this.index)) : this.first;
    return this.state;
  }

  enter(operation: Operation, index: number): void {
    this.state = undefined;
    this.index = index;
    this.current = operation;
    this.facts = undefined;
    this.defaultSpan = operation.focus ?? operation.span;
  }

  /** Lets go what was folded on the way. */
  leave(): void {
    if (this.index > 0 && this.first) this.place.release();
  }

  run<Subject>(active: ActiveRule, check: Check<Subject> | undefined, subject: Subject): void {
    const { directions } = active.rule;
    if (!check || (directions && !directions.includes(this.statement.direction))) return;
    this.active = active;
    const before = this.findings.length;
    try {
      check(subject, this);
    } catch (error) {
      this.findings.length = before;
      this.judging.reportRuleError(active.rule.id, this.judging.script.file, error);
    }
  }

  readonly locks = (): readonly LockFact[] => {
    if (!this.current) return noEvidence;
    // What the fold found holds here too, unless another schema lies under this one.
    if (this.overlay === unchanged) this.facts ??= this.place.lockFacts(this.index);
    this.facts ??= this.judging.dialect.locks(this.current, this.catalog, this.version, this.session);
    return this.facts;
  };

  readonly textOf = (span: Span): string => this.statement.text.slice(span.start, span.end);

  readonly report = (report: Report): void => {
    if (!this.active) return;
    const span = report.span ?? this.defaultSpan;
    if (this.findings.some((found) => found.rule === this.active?.rule.id && sameSpan(found, span))) return;
    const evidence = report.evidence ?? this.locks().filter((fact) => atLeast(fact.lock, 'ShareLock'));
    const { anchor } = this.place;
    const location = { kind: 'text', anchor, span } as const;
    this.findings.push(rawFinding(this.active, report, { location, anchor }, evidence, this.judging.locate));
  };
}

function sameSpan(finding: RawFinding, span: Span): boolean {
  const { start, end } = finding.location.span;
  return start === span.start && end === span.end;
}

function wholeText(statement: Statement): Span {
  return { start: 0, end: statement.text.length };
}

/** The script as a rule sees it; remembers whether the rule looked at anything but the statement's own. */
class WatchedScript implements Script {
  wasRead = false;
  constructor(private readonly script: Script) {}
  get file() {
    return this.script.file;
  }
  get tool() {
    return this.script.tool;
  }
  get dialect() {
    return this.script.dialect;
  }
  get targetVersion() {
    return this.script.targetVersion;
  }
  get isMigration() {
    return this.script.isMigration;
  }
  get transaction() {
    return this.script.transaction;
  }
  get text() {
    this.wasRead = true;
    return this.script.text;
  }
  get statements() {
    this.wasRead = true;
    return this.script.statements;
  }
  get comments() {
    this.wasRead = true;
    return this.script.comments;
  }
  get problems() {
    this.wasRead = true;
    return this.script.problems;
  }
}
