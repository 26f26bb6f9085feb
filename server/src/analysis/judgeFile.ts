import type { CatalogView } from '../model/catalog.ts';
import type { LockFact } from '../model/lock.ts';
import type { Operation } from '../model/operation.ts';
import type { Replay, StatementPlace, StateView, TouchedTable } from '../model/replay/replay.ts';
import type { Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import type { EndContext, Report } from '../rules/rule.ts';
import type { ActiveRule } from './activeRules.ts';
import type { Judgement, Judging, Overlay } from './judge.ts';
import type { OperationKinds } from './operationKinds.ts';
import { type Anchor, type RawFinding, rawFinding } from './rawFinding.ts';
import { statementIndexAt } from './statementSearch.ts';

/** A table at the end of the history. */
export type JudgedTable = Pick<TouchedTable<Judgement>, 'key' | 'statements' | 'observe'>;

/** Runs the table rules on a table that the file created or changed, in its final state. */
export function judgeTable(touched: JudgedTable, judging: Judging, overlay: Overlay): Judgement {
  const { catalog } = overlay(touched.observe());
  const findings: RawFinding[] = [];
  const table = tableOf(catalog, touched.key);
  const { statements } = touched;
  const first = statements[0];
  if (table && first) {
    const { script } = judging;
    const { dialect, targetVersion: version } = script;
    for (const active of judging.rules.table) {
      const { rule, options } = active;
      if (rule.directions && !rule.directions.includes(first.direction)) continue;
      const report = (report: FileReport): void => add(findings, active, report, judging, 'kept');
      const context = { script, dialect, version, options, catalog, statements, report };
      runSafely(active, judging, findings, () => rule.table?.(table, context));
    }
  }
  const isKept = findings.every((finding) => finding.location.kind !== 'file');
  return {
    findings,
    direction: first?.direction ?? 'up',
    transaction: undefined,
    script: isKept ? undefined : judging.script,
  };
}

/** A script that has been run, and the states on its way. */
export interface ScriptEnd {
  /** After its last `up` statement. */
  readonly state: StateView;
  /** The state before an operation of a statement of the script (0-based). */
  before(statement: Statement, operation: number): StateView;
}

/** The end of a script in a replay. */
export function scriptEnd(replay: Replay<Judgement>, index: number): ScriptEnd {
  return {
    get state() {
      return replay.after(index);
    },
    before(statement, operation) {
      const places = replay.statements(index);
      const at = indexOf(places, statement);
      return (operation > 0 && places[at]?.beforeOperation(operation)) || replay.before(index, at);
    },
  };
}

/** Runs the rules that look at the file as a whole. */
export function judgeEnd(
  end: ScriptEnd,
  kinds: OperationKinds,
  judging: Judging,
  overlay: Overlay,
): readonly RawFinding[] {
  const findings: RawFinding[] = [];
  const active = judging.rules.end.filter(
    ({ rule }) => !rule.endKinds || rule.endKinds.some((kind) => (kinds.counts.get(kind) ?? 0) > 0),
  );
  if (active.length === 0) return findings;
  const state = overlay(end.state);
  for (const one of active) {
    const context: EndContext = {
      ...fileFacts(judging, one),
      catalog: state.catalog,
      session: state.session,
      before: (statement) => overlay(end.before(statement, 0)),
      locksOf: (statement, operation) => locksOf(end, statement, operation, judging, overlay),
      report: (report: FileReport) => add(findings, one, report, judging, 'now'),
    };
    runSafely(one, judging, findings, () => one.rule.end?.(context));
  }
  return findings;
}

type FileReport = Report & { readonly span: Span; readonly statement?: Statement };

function fileFacts(judging: Judging, active: ActiveRule) {
  const { script } = judging;
  return { script, dialect: script.dialect, version: script.targetVersion, options: active.options };
}

function runSafely(active: ActiveRule, judging: Judging, findings: RawFinding[], check: () => void): void {
  const before = findings.length;
  try {
    check();
  } catch (error) {
    findings.length = before;
    judging.reportRuleError(active.rule.id, judging.script.file, error);
  }
}

function add(
  findings: RawFinding[],
  active: ActiveRule,
  report: FileReport,
  judging: Judging,
  lifetime: 'kept' | 'now',
): void {
  const place = judging.locate(undefined, report.statement?.span ?? report.span);
  const anchor: Anchor | undefined =
    lifetime === 'now' && report.statement
      ? { statement: report.statement }
      : place.kind === 'file'
        ? undefined
        : place.anchor;
  const location =
    lifetime === 'now' ? ({ kind: 'file', span: report.span } as const) : judging.locate(undefined, report.span);
  findings.push(rawFinding(active, report, { location, anchor }, [], judging.locate));
}

function locksOf(
  end: ScriptEnd,
  statement: Statement,
  operation: Operation,
  judging: Judging,
  overlay: Overlay,
): readonly LockFact[] {
  const nth = statement.reading.operations.indexOf(operation);
  const { catalog, session } = overlay(end.before(statement, Math.max(0, nth)));
  return judging.dialect.locks(operation, catalog, judging.script.targetVersion, session);
}

function indexOf(places: readonly StatementPlace<Judgement>[], statement: Statement): number {
  const near = statementIndexAt(places, (place) => place.statement, statement.span.start);
  for (let index = Math.max(0, near); index >= 0; index--) {
    if (places[index]?.statement === statement) return index;
    if ((places[index]?.statement.span.start ?? 0) < statement.span.start) break;
  }
  return Math.max(
    0,
    places.findIndex((place) => place.statement === statement),
  );
}

function tableOf(catalog: CatalogView, key: string) {
  const dot = key.indexOf('.');
  const relation = catalog.relation({ schema: key.slice(0, dot), name: key.slice(dot + 1) });
  return relation?.kind === 'table' ? relation : undefined;
}
