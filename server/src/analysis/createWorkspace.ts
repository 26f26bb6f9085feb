import { dialectSupport } from '../dialects/registry.ts';
import type { CatalogView } from '../model/catalog.ts';
import { createReplay } from '../model/replay/createReplay.ts';
import type { Replay } from '../model/replay/replay.ts';
import type { Script } from '../model/script.ts';
import { abandon, finish, type Steps } from '../model/steps.ts';
import { type ActiveRules, activeRules } from './activeRules.ts';
import { type FileAnalysis, fileAnalysis } from './fileAnalysis.ts';
import type { FileEntry } from './fileEntry.ts';
import { createFileSet } from './fileSet.ts';
import { type Folding, foldOne } from './foldHistory.ts';
import { heedingIgnores } from './heedingIgnores.ts';
import { type History, scriptIn } from './history.ts';
import { type Judgement, type Overlay, unchanged } from './judge.ts';
import { layeredCatalog } from './layeredCatalog.ts';
import { isBeforeReported } from './migrationsAfter.ts';
import { nearestHistory } from './nearestHistory.ts';
import { type OperationKinds, operationKinds } from './operationKinds.ts';
import { statementIndexAt } from './statementSearch.ts';
import { forgetJudgements, judgeSubject, type Subject } from './subject.ts';
import type { Workspace, WorkspaceEnvironment } from './workspace.ts';

/** Where a file is replayed: in its history, or alone over the nearest one. */
interface Seat {
  readonly replay: Replay<Judgement>;
  readonly index: number;
  readonly script: Script;
  readonly history?: History;
  readonly overlay: Overlay;
}

/** A query file's own replay, and the state of the histories that its judgements rest on. */
interface QueryReplay extends Folding {
  scripts: readonly Script[];
  historyRevision: number;
}

/** What the judgements of a file were made with. */
interface Judged {
  readonly rules: ActiveRules;
  readonly script: Script;
  readonly kinds: OperationKinds;
}

interface Answer {
  readonly revision: number;
  readonly analysis: FileAnalysis | undefined;
}

/** An empty workspace. The parsers that its files need must have been loaded before (see the `load…` functions). */
export function createWorkspace(environment: WorkspaceEnvironment): Workspace {
  const files = createFileSet(environment);
  const queryReplays = new Map<string, QueryReplay>();
  const answers = new Map<string, Answer>();
  const judgedBy = new WeakMap<object, Judged>();
  const reportedErrors = new Set<string>();

  function reportRuleError(rule: string, file: string, error: unknown): void {
    const key = `${rule}\n${file}\n${error instanceof Error ? error.message : String(error)}`;
    if (reportedErrors.has(key)) return;
    reportedErrors.add(key);
    environment.reportRuleError(rule, file, error);
  }

  /** Undefined also where the files changed meanwhile. */
  function* seatOf(entry: FileEntry): Steps<Seat | undefined> {
    if (!entry.script) return undefined;
    if (entry.historyKey !== undefined) {
      const history = files.histories.get(entry.historyKey);
      const found = history && scriptIn(history, entry.file);
      return history && found && { ...found, replay: history.replay, history, overlay: unchanged };
    }
    return yield* querySeat(entry, entry.script);
  }

  function* querySeat(entry: FileEntry, script: Script): Steps<Seat | undefined> {
    const { revision } = files;
    const own = queryReplay(entry.file, script);
    while (!foldOne(own)) {
      yield;
      if (files.revision !== revision) return undefined;
    }
    if (own.historyRevision !== files.historyRevision) forgetJudgements(own.replay, 0);
    own.historyRevision = files.historyRevision;
    const base = nearestHistory(files.histories.values(), entry.file)?.replay.final().catalog;
    const overlay: Overlay = base
      ? (state) => ({ catalog: layeredCatalog(state.catalog, base), session: state.session })
      : unchanged;
    return { replay: own.replay, index: 0, script, overlay };
  }

  function queryReplay(file: string, script: Script): QueryReplay {
    const { locks } = dialectSupport(script.dialect);
    const own = queryReplays.get(file) ?? {
      replay: createReplay<Judgement>({ locks }),
      scripts: [],
      steps: undefined,
      historyRevision: files.historyRevision,
    };
    queryReplays.set(file, own);
    if (own.scripts[0] !== script) own.scripts = [script];
    return own;
  }

  function subjectOf(entry: FileEntry, seat: Seat): Subject | undefined {
    const { configuration } = entry;
    if (!configuration) return undefined;
    if (seat.history && isBeforeReported(seat.history, seat.index, configuration.migrationsAfter)) return undefined;
    const { replay, index, script, overlay, history } = seat;
    const rules = activeRules(configuration, script);
    const before = judgedBy.get(entry);
    // What statements do not carry themselves and rules may have asked for.
    if (before && (before.rules !== rules || isReadAnotherWay(before.script, script))) forgetJudgements(replay, index);
    const kinds = operationKinds(script.statements, before?.kinds);
    judgedBy.set(entry, { rules, script, kinds });
    return {
      replay,
      index,
      script,
      rules,
      kinds,
      overlay,
      indexOf: (file) => history?.indexes.get(file),
      reportRuleError,
    };
  }

  function* compute(file: string, isSliced: boolean): Steps<FileAnalysis | undefined> {
    for (;;) {
      yield* files.settle(isSliced);
      const { revision } = files;
      const entry = files.entries.get(file);
      const seat = entry && (yield* seatOf(entry));
      if (files.revision !== revision) continue;
      if (!entry?.tool || !entry.context || !seat) return remember(file, revision, undefined);
      const scripts = seat.history?.scripts ?? [seat.script];
      const writing = {
        tool: entry.tool,
        script: seat.script,
        context: { ...entry.context, history: () => scripts },
        reportError: (rule: string, error: unknown) => environment.reportRuleError(rule, file, error),
      };
      const subject = subjectOf(entry, seat);
      if (!subject) return remember(file, revision, fileAnalysis([], 0, writing));
      const judging = judgeSubject(subject);
      let step = judging.next();
      while (!step.done) {
        yield;
        if (files.revision !== revision) break;
        step = judging.next();
      }
      if (!step.done) continue;
      const analysis = yield* heedingIgnores(step.value, subject.rules, subject.kinds, writing);
      if (files.revision !== revision) continue;
      return remember(file, revision, analysis);
    }
  }

  function remember(file: string, revision: number, analysis: FileAnalysis | undefined): FileAnalysis | undefined {
    answers.set(file, { revision, analysis });
    return analysis;
  }

  function known(file: string): Answer | undefined {
    const answer = answers.get(file);
    return answer?.revision === files.revision ? answer : undefined;
  }

  function settled(file: string): { readonly entry: FileEntry; readonly seat: Seat } | undefined {
    finish(files.settle(false));
    const entry = files.entries.get(file);
    const seat = entry && finish(seatOf(entry));
    return entry && seat && { entry, seat };
  }

  return {
    set: files.set,
    remove(file) {
      files.remove(file);
      queryReplays.delete(file);
      answers.delete(file);
    },
    invalidate: files.invalidate,
    has: (file) => files.entries.has(file),
    files: () => [...files.entries.keys()],
    text: (file) => files.entries.get(file)?.text,
    analysis(file) {
      const answer = known(file);
      return answer ? answer.analysis : finish(compute(file, false));
    },
    *analysisInSlices(file, sliceMs) {
      const answer = known(file);
      if (answer) return answer.analysis;
      return yield* inSlices(compute(file, true), sliceMs);
    },
    settleInSlices: (sliceMs) => inSlices(files.settle(true), sliceMs),
    catalogFor(file) {
      const found = settled(file);
      if (found) return found.seat.overlay(found.seat.replay.final()).catalog;
      return nearestHistory(files.histories.values(), file)?.replay.final().catalog ?? emptyCatalog();
    },
    catalogAt(file, offset) {
      const found = settled(file);
      if (!found) return this.catalogFor(file);
      const { replay, index, script, overlay } = found.seat;
      const at = statementIndexAt(script.statements, (statement) => statement, offset);
      return overlay(at < 0 ? replay.after(index) : replay.before(index, at)).catalog;
    },
    fork(file) {
      const forked = createWorkspace(environment);
      const key = files.entries.get(file)?.historyKey;
      for (const entry of files.entries.values()) {
        if (key === undefined || entry.historyKey === key) forked.set(entry.file, entry.text);
      }
      return forked;
    },
    histories() {
      finish(files.settle(false));
      return [...files.histories.values()].flatMap(({ key, entries }) => {
        const [first] = entries;
        if (!first?.tool) return [];
        const folder = first.tool.historyKey(first.file) ?? first.file;
        return [{ key, folder, tool: first.tool.id, files: entries.map((entry) => entry.file) }];
      });
    },
  };
}

/** Yields only once `sliceMs` milliseconds have passed since it went on. */
function* inSlices<Result>(steps: Steps<Result>, sliceMs: number): Steps<Result> {
  let deadline = performance.now() + sliceMs;
  try {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value;
      if (performance.now() < deadline) continue;
      yield;
      deadline = performance.now() + sliceMs;
    }
  } finally {
    abandon(steps);
  }
}

function isReadAnotherWay(before: Script, now: Script): boolean {
  return before !== now && (before.tool !== now.tool || before.transaction !== now.transaction);
}

function emptyCatalog(): CatalogView {
  return createReplay<Judgement>({ locks: () => [] }).final().catalog;
}
