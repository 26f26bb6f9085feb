import { dialectSupport } from '../dialects/registry.ts';
import type { Replay, StatementPlace } from '../model/replay/replay.ts';
import type { Script } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import type { Steps } from '../model/steps.ts';
import type { ActiveRules } from './activeRules.ts';
import type { Judgement, Judging, Overlay } from './judge.ts';
import { judgeEnd, judgeTable, scriptEnd } from './judgeFile.ts';
import type { OperationKinds } from './operationKinds.ts';
import type { Locate, Location, RawFinding } from './rawFinding.ts';
import { judgeStatements } from './statementFindings.ts';
import { statementIndexAt } from './statementSearch.ts';

/** A file at its place in a replay, with what it is judged by. */
export interface Subject {
  readonly replay: Replay<Judgement>;
  /** Index of the script in the replay. */
  readonly index: number;
  readonly script: Script;
  readonly rules: ActiveRules;
  readonly kinds: OperationKinds;
  readonly overlay: Overlay;
  /** Index in the replay of another file of the history. */
  indexOf(file: string): number | undefined;
  reportRuleError(rule: string, file: string, error: unknown): void;
}

/** Judges what has no judgement or an outdated one; yields after each statement and table that it judged. The result: lists of findings. */
export function* judgeSubject(subject: Subject): Steps<readonly (readonly RawFinding[])[]> {
  const { replay, index, script, rules, overlay } = subject;
  const judging: Judging = {
    script,
    rules,
    dialect: dialectSupport(script.dialect),
    locate: locator(subject),
    reportRuleError: subject.reportRuleError,
  };
  const ofStatements = yield* judgeStatements(replay, index, judging, overlay);
  const lists: (readonly RawFinding[])[] = [];
  if (rules.table.length > 0) {
    for (const touched of replay.touchedTables(index)) {
      const known = touched.cached;
      const judgement =
        known && (known.script === undefined || known.script === script)
          ? known
          : judgeTable(touched, judging, overlay);
      touched.cached = judgement;
      if (judgement.findings.length > 0) lists.push(judgement.findings);
      if (judgement !== known) yield;
    }
  }
  const last = judgeEnd(scriptEnd(replay, index), subject.kinds, judging, overlay);
  if (last.length > 0) lists.push(last);
  return lists.length > 0 ? ofStatements.concat(lists) : ofStatements;
}

/** Forgets every judgement of the file. */
export function forgetJudgements(replay: Replay<Judgement>, index: number): void {
  for (const place of replay.statements(index)) place.cached = undefined;
  for (const touched of replay.touchedTables(index)) touched.cached = undefined;
}

function locator(subject: Subject): Locate {
  return (file, span) => {
    const index = file === undefined || file === subject.script.file ? subject.index : subject.indexOf(file);
    return index === undefined ? { kind: 'file', span } : located(subject.replay.statements(index), span);
  };
}

function located(places: readonly StatementPlace<Judgement>[], span: Span): Location {
  const at = statementIndexAt(places, (place) => place.statement, span.start);
  const anchor = places[at];
  if (!anchor || span.start > anchor.statement.span.end) return { kind: 'file', span };
  const { start } = anchor.statement.span;
  return { kind: 'statement', anchor, span: { start: span.start - start, end: span.end - start } };
}
