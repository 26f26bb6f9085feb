import type { Operation } from '../model/operation.ts';
import type { Query } from '../model/query.ts';
import type { Direction, Reading, ReadingShape, Script, Statement } from '../model/script.ts';
import { walkQueries } from '../model/walk.ts';
import type { OperationContext } from '../rules/rule.ts';
import type { ActiveRule, ActiveRules, OperationCheck } from './activeRules.ts';

/** The checks that may have something to say about a statement. */
export interface CheckPlan {
  /** By operation. */
  readonly operations: readonly (readonly OperationCheckOf[])[];
  readonly statement: readonly ActiveRule[];
  readonly query: readonly ActiveRule[];
  /** No check is left. */
  readonly isEmpty: boolean;
}

interface OperationCheckOf {
  readonly active: ActiveRule;
  readonly check: OperationCheck;
}

/**
 * The plan of a statement: of a shape seen before, without the checks that are silent for all statements of the shape. Which
 * those are is observed: a check that says nothing without having looked at a name, a value, a place, the schema or the
 * session says nothing about any of them, for rules are pure.
 */
export function checkPlan({ reading, direction, text, inBodyOf }: Statement, rules: ActiveRules): CheckPlan {
  const { shape } = reading;
  if (!shape || inBodyOf) return wholePlan(reading, rules);
  const plans = plansOf(rules, direction);
  const known = plans.get(shape);
  if (known) return known;
  const plan = observedPlan(shape.observed(text, look), rules, direction);
  plans.set(shape, plan);
  return plan;
}

type Plans = WeakMap<ReadingShape, CheckPlan>;

const plansByRules = new WeakMap<ActiveRules, Record<Direction, Plans>>();

function plansOf(rules: ActiveRules, direction: Direction): Plans {
  const known = plansByRules.get(rules);
  if (known) return known[direction];
  const made = { up: new WeakMap(), down: new WeakMap() };
  plansByRules.set(rules, made);
  return made[direction];
}

const none: readonly OperationCheckOf[] = [];

function wholePlan(reading: Reading, rules: ActiveRules): CheckPlan {
  const { statement, query } = rules;
  const operations = reading.operations.map(({ kind }) => rules.byOperation.get(kind) ?? none);
  return { operations, statement, query, isEmpty: false };
}

function observedPlan(reading: Reading, rules: ActiveRules, direction: Direction): CheckPlan {
  const speaks = ({ rule }: ActiveRule): boolean => !rule.directions || rule.directions.includes(direction);
  const operations = reading.operations.map((operation) =>
    (rules.byOperation.get(operation.kind) ?? none).filter(
      ({ active, check }) =>
        speaks(active) && mayReport((context) => check(operation, context), active, reading, rules, operation),
    ),
  );
  const statement = rules.statement.filter(
    (active) =>
      speaks(active) &&
      mayReport((context) => active.rule.statement?.(context.statement, context), active, reading, rules),
  );
  const queries: Query[] = [];
  for (const outermost of reading.queries) walkQueries(outermost, (query) => queries.push(query));
  const query = rules.query.filter(
    (active) =>
      speaks(active) &&
      queries.some((one) => mayReport((context) => active.rule.query?.(one, context), active, reading, rules)),
  );
  const isEmpty = operations.every((checks) => checks.length === 0) && statement.length === 0 && query.length === 0;
  return { operations, statement, query, isEmpty };
}

/** Thrown where a check looks at what differs between statements of a shape, or speaks. */
class Look extends Error {}

/** A check that catches what is thrown has looked all the same. */
let hasLooked = false;

function look(): never {
  hasLooked = true;
  throw new Look();
}

/** Whether the check looks at anything that differs between statements of the shape before it is done, or speaks. */
function mayReport(
  check: (context: OperationContext) => void,
  active: ActiveRule,
  reading: Reading,
  rules: ActiveRules,
  operation?: Operation,
): boolean {
  hasLooked = false;
  try {
    check(new ObservedContext(active, reading, rules, operation));
    return hasLooked;
  } catch {
    // A rule that throws for another reason does so again where it is heard.
    return true;
  }
}

/** Shows what all statements of a shape have in common; everything else is a look. */
class ObservedContext implements OperationContext {
  private readonly active: ActiveRule;
  private readonly reading: Reading;
  private readonly rules: ActiveRules;
  private readonly current: Operation | undefined;

  constructor(active: ActiveRule, reading: Reading, rules: ActiveRules, operation: Operation | undefined) {
    this.active = active;
    this.reading = reading;
    this.rules = rules;
    this.current = operation;
  }

  get options() {
    return this.active.options;
  }
  get dialect() {
    return this.rules.dialect;
  }
  get version() {
    return this.rules.targetVersion;
  }
  get isVersionAssumed() {
    return this.rules.isVersionAssumed;
  }
  get operation(): Operation {
    return this.current ?? look();
  }
  get statement(): Statement {
    return new ObservedStatement(this.reading);
  }
  get script(): Script {
    return new ObservedScript(this.rules);
  }
  get catalog(): never {
    return look();
  }
  get session(): never {
    return look();
  }
  get transaction(): never {
    return look();
  }
  readonly locks = look;
  readonly textOf = look;
  readonly report = look;
}

/** What the rules that are active depend on is the same for all statements that they look at. */
class ObservedScript implements Script {
  private readonly rules: ActiveRules;

  constructor(rules: ActiveRules) {
    this.rules = rules;
  }

  get dialect() {
    return this.rules.dialect;
  }
  get targetVersion() {
    return this.rules.targetVersion;
  }
  get isMigration() {
    return this.rules.isMigration;
  }
  get file(): never {
    return look();
  }
  get text(): never {
    return look();
  }
  get tool(): never {
    return look();
  }
  get transaction(): never {
    return look();
  }
  get statements(): never {
    return look();
  }
  get comments(): never {
    return look();
  }
  get problems(): never {
    return look();
  }
}

class ObservedStatement implements Statement {
  readonly reading: Reading;
  readonly inBodyOf = undefined;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  get span(): never {
    return look();
  }
  get text(): never {
    return look();
  }
  get direction(): never {
    return look();
  }
  get transaction(): never {
    return look();
  }
  get pieces(): never {
    return look();
  }
  get form(): never {
    return look();
  }
  get sql(): never {
    return look();
  }
  get handle(): never {
    return look();
  }
}
