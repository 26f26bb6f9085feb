import type { CatalogView } from '../model/catalog.ts';
import type { LockFact } from '../model/lock.ts';
import type { Operation } from '../model/operation.ts';
import type { Replay, StatementPlace, TouchedTable } from '../model/replay/replay.ts';
import type { Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import type { EndContext, Report } from '../rules/rule.ts';
import type { ActiveRule } from './activeRules.ts';
import type { Judgement, Judging, Overlay } from './judge.ts';
import type { OperationKinds } from './operationKinds.ts';
import { type Anchor, type RawFinding, rawFinding } from './rawFinding.ts';
import { statementIndexAt } from './statementSearch.ts';

/** Runs the table rules on a table that the file created or changed, in its final state. */
export function judgeTable(touched: TouchedTable<Judgement>, judging: Judging, overlay: Overlay): Judgement {
  const { catalog } = overlay(touched.observe());
  const findings: RawFinding[] = [];
  const table = tableOf(catalog, touched.key);
  const { statements } = touched;
  const first = statements[0];
  if (table && first) {
    for (const active of judging.rules.table) {
      if (active.rule.directions && !active.rule.directions.includes(first.direction)) continue;
      const context = {
        script: judging.script,
        dialect: judging.script.dialect,
        version: judging.script.targetVersion,
        options: active.options,
        catalog,
        statements,
        report: (report: FileReport) => add(findings, active, report, judging, 'kept'),
      };
      runSafely(active, judging, findings, () => active.rule.table?.(table, context));
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

interface EndSubject {
  readonly replay: Replay<Judgement>;
  /** Of the script in the replay. */
  readonly index: number;
  readonly overlay: Overlay;
  readonly kinds: OperationKinds;
}

/** Runs the rules that look at the file as a whole. */
export function judgeEnd(subject: EndSubject, judging: Judging): readonly RawFinding[] {
  const { replay, index: scriptIndex, overlay, kinds } = subject;
  const findings: RawFinding[] = [];
  const active = judging.rules.end.filter(
    ({ rule }) => !rule.endKinds || rule.endKinds.some((kind) => (kinds.counts.get(kind) ?? 0) > 0),
  );
  if (active.length === 0) return findings;
  const state = overlay(replay.after(scriptIndex));
  const places = replay.statements(scriptIndex);
  for (const one of active) {
    const context: EndContext = {
      ...fileFacts(judging, one),
      catalog: state.catalog,
      session: state.session,
      before: (statement) => overlay(replay.before(scriptIndex, indexOf(places, statement))),
      locksOf: (statement, operation) => locksOf(replay, scriptIndex, places, statement, operation, judging, overlay),
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
  replay: Replay<Judgement>,
  scriptIndex: number,
  places: readonly StatementPlace<Judgement>[],
  statement: Statement,
  operation: Operation,
  judging: Judging,
  overlay: Overlay,
): readonly LockFact[] {
  const index = indexOf(places, statement);
  const nth = statement.reading.operations.indexOf(operation);
  const place = places[index];
  const state = nth > 0 && place ? place.beforeOperation(nth) : replay.before(scriptIndex, index);
  const { catalog, session } = overlay(state);
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
