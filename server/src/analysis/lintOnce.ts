import { letGo, readingInPassing } from '../dialects/passingReading.ts';
import { dialectSupport } from '../dialects/registry.ts';
import type { StateView } from '../model/replay/replay.ts';
import { type PassedScript, runOnce } from '../model/replay/runOnce.ts';
import type { Script, Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import { finish } from '../model/steps.ts';
import { activeRules } from './activeRules.ts';
import { type FileAnalysis, fileAnalysis } from './fileAnalysis.ts';
import type { FileEntry } from './fileEntry.ts';
import { createFileSet } from './fileSet.ts';
import type { Writing } from './findings.ts';
import { heedingIgnores } from './heedingIgnores.ts';
import type { History } from './history.ts';
import { type Judging, judgeStatement, type Overlay, unchanged } from './judge.ts';
import { judgeEnd, judgeTable } from './judgeFile.ts';
import { layeredCatalog } from './layeredCatalog.ts';
import { isBeforeReported } from './migrationsAfter.ts';
import { nearestHistory } from './nearestHistory.ts';
import { type OperationKinds, operationKinds } from './operationKinds.ts';
import type { Location, RawFinding } from './rawFinding.ts';
import { statementIndexAt } from './statementSearch.ts';
import type { WorkspaceEnvironment } from './workspace.ts';

/**
 * Analyses files that do not change, as the command line does: it says what a workspace says of the same files, but goes
 * through each history once and keeps nothing for later edits. `wanted`: the files whose analyses are asked for. Files of no
 * tool have none.
 */
export function lintOnce(
  texts: Iterable<readonly [file: string, text: string]>,
  wanted: ReadonlySet<string>,
  environment: WorkspaceEnvironment,
): ReadonlyMap<string, FileAnalysis> {
  const files = createFileSet(environment, readingInPassing(dialectSupport));
  for (const [file, text] of texts) files.set(file, text);
  files.read();
  const analyses = new Map<string, FileAnalysis>();
  const finals = new Map<History, StateView>();
  for (const history of files.histories.values()) {
    const entries = history.entries.filter(({ script }) => script !== undefined);
    const statementsOf = (file: string) => history.scripts[history.indexes.get(file) ?? -1]?.statements;
    const subjects = history.scripts.map((script, index) => {
      const entry = entries[index];
      if (!entry || !wanted.has(entry.file)) return undefined;
      const isReported = !isBeforeReported(history, index, entry.configuration?.migrationsAfter);
      return subjectOf(entry, script, isReported, history.scripts, statementsOf, environment);
    });
    finals.set(history, judgeScripts(history.scripts, subjects, unchanged, analyses));
  }
  for (const file of wanted) {
    const entry = files.entries.get(file);
    if (!entry?.script || entry.historyKey !== undefined) continue;
    const nearest = nearestHistory(finals.keys(), file);
    const base = nearest && finals.get(nearest)?.catalog;
    const overlay: Overlay = base
      ? (state) => ({ catalog: layeredCatalog(state.catalog, base), session: state.session })
      : unchanged;
    const subject = subjectOf(entry, entry.script, true, [entry.script], () => undefined, environment);
    judgeScripts([entry.script], [subject], overlay, analyses);
  }
  return analyses;
}

/** A file that is asked for. */
interface Subject {
  readonly judging: Judging;
  readonly writing: Writing;
  readonly isReported: boolean;
}

function subjectOf(
  entry: FileEntry,
  script: Script,
  isReported: boolean,
  scripts: readonly Script[],
  statementsOf: (file: string) => readonly Statement[] | undefined,
  { reportRuleError }: WorkspaceEnvironment,
): Subject | undefined {
  const { configuration, tool, context, file } = entry;
  if (!configuration || !tool || !context) return undefined;
  return {
    judging: {
      script,
      rules: activeRules(configuration, script),
      dialect: dialectSupport(script.dialect),
      locate: (other, span) =>
        located(other === undefined || other === file ? script.statements : statementsOf(other), span),
      reportRuleError,
    },
    writing: {
      tool,
      script,
      context: { ...context, history: () => scripts },
      reportError: (rule, error) => reportRuleError(rule, file, error),
    },
    isReported,
  };
}

/** Runs scripts and judges those that have a subject, by the index; returns the state in the end. */
function judgeScripts(
  scripts: readonly Script[],
  subjects: readonly (Subject | undefined)[],
  overlay: Overlay,
  analyses: Map<string, FileAnalysis>,
): StateView {
  const [first] = scripts;
  const { locks } = dialectSupport(first?.dialect ?? 'postgresql');
  const kindsOf = new Map<Subject, OperationKinds>();
  const found = new Map<Subject, (readonly RawFinding[])[]>();
  const passed: { readonly subject: Subject; readonly script: PassedScript }[] = [];
  const add = (subject: Subject, findings: readonly RawFinding[]): void => {
    const lists = found.get(subject);
    if (findings.length === 0) return;
    if (lists) lists.push(findings);
    else found.set(subject, [findings]);
  };
  let last: Statement | undefined;
  const final = runOnce(scripts, locks, {
    statement(passing, index) {
      if (last) letGo(last);
      last = passing.statement;
      const subject = subjects[index];
      if (subject?.isReported) add(subject, judgeStatement(passing, subject.judging, overlay).findings);
    },
    script(script) {
      const subject = subjects[script.index];
      if (!subject?.isReported) return;
      const kinds = operationKinds(subject.judging.script.statements);
      kindsOf.set(subject, kinds);
      add(subject, judgeEnd(script, kinds, subject.judging, overlay));
      passed.push({ subject, script });
    },
  });
  for (const { subject, script } of passed) {
    if (subject.judging.rules.table.length === 0) continue;
    for (const [key, statements] of script.touched) {
      // The history is over: seen from the script, but with what came after it.
      const table = { key, statements, observe: () => script.state };
      add(subject, judgeTable(table, subject.judging, overlay).findings);
    }
  }
  for (const subject of subjects) {
    if (!subject) continue;
    const { judging, writing } = subject;
    const { file } = judging.script;
    const lists = found.get(subject) ?? [];
    const kinds = kindsOf.get(subject);
    const analysis = kinds
      ? finish(heedingIgnores(lists, judging.rules, kinds, writing))
      : fileAnalysis([], 0, writing);
    analyses.set(file, analysis);
  }
  return final;
}

function located(statements: readonly Statement[] | undefined, span: Span): Location {
  const statement = statements?.[statementIndexAt(statements, (one) => one, span.start)];
  if (!statement || span.start > statement.span.end) return { kind: 'file', span };
  const { start } = statement.span;
  return { kind: 'statement', anchor: { statement }, span: { start: span.start - start, end: span.end - start } };
}
