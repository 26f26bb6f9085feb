import type { QualifiedName } from '../names.ts';
import { kindsOf, type Script } from '../script.ts';
import { haveOnlyUp } from '../statementChange.ts';
import { finish, type Steps } from '../steps.ts';
import { fillTables } from './apply.ts';
import type { SessionContext } from './catalogView.ts';
import { EntryCatalog, EntrySession } from './catalogView.ts';
import type { EntryReader } from './entries.ts';
import { EntryOverlay } from './entries.ts';
import type { LookBefore } from './places.ts';
import { ObservedPlace, ObservedStatement, ObservedTable } from './places.ts';
import type { Place, Replay, ReplayOptions, StatementPlace, StateView, TouchedTable } from './replay.ts';
import { isRun, rememberChanges, runOperation } from './runOperations.ts';
import { SchemaState } from './schemaState.ts';
import { enterStatement } from './session.ts';
import type { Segment, StatementSlot, TouchedSlot } from './slots.ts';
import { endOfHistory, Watch } from './slots.ts';
import { Timeline } from './timeline.ts';

/**
 * A replay of nothing yet; `setScripts` fills it. Built on timelines: one for all `up` statements, and on top of it one for
 * each script's `down` statements.
 */
export function createReplay<Cached>(options: ReplayOptions): Replay<Cached> {
  const step = (slot: StatementSlot, entries: EntryOverlay): readonly string[] => {
    // What was concluded from the former facts may no longer hold; the slot may have another statement by now.
    slot.cached = undefined;
    slot.facts = undefined;
    if (!isRun(slot.statement)) return nothingTouched;
    const { fills } = slot.statement.reading;
    if (fills) return runFills(slot, entries, fills);
    const { length } = slot.statement.reading.operations;
    if (length > 0) slot.facts = new Array(length);
    return runOperations(options, slot, entries, 0, length);
  };
  const timeline = new Timeline(step, 'up');
  const downTimelines = new WeakMap<Segment, Timeline>();
  const locations = new WeakMap<Segment, Located<Cached>>();
  let scripts: readonly Script[] = [];

  const view = (reader: EntryReader, context: SessionContext): StateView => ({
    catalog: new EntryCatalog(reader, context.segment, options.isComplete ?? false),
    session: new EntrySession(reader, context),
  });
  const viewAtEnd = (segment: Segment, watch?: Watch): StateView =>
    view(timeline.reader(segment.end, watch), endContext(segment));
  const final = (): StateView => view(timeline.reader(endOfHistory), afterEverything);

  /** The fold of the down statements looks at the script's end like any other observer. */
  function downTimeline(segment: Segment): Timeline {
    const known = downTimelines.get(segment);
    if (known) return known;
    const watch = new Watch(segment.end, () => {
      for (const slot of made.segments[0]?.slots ?? []) slot.watch.stale();
      if (downTimelines.get(segment) === made) downTimelines.delete(segment);
    });
    const made = new Timeline(step, 'down', timeline.reader(segment.end, watch));
    finish(made.spliceSegments(0, 0, [segment.script]));
    downTimelines.set(segment, made);
    return made;
  }

  const lookBefore =
    (line: () => Timeline): LookBefore =>
    (slot, operation) => {
      const known = slot.partlyRun;
      slot.partlyRun = undefined;
      if (operation === 0) return view(line().briefReader(slot, slot.watch), sessionContext(slot));
      // The next operation goes on from the one before it, whose state is over then.
      const from = known && known.operations <= operation ? known : undefined;
      const entries = from?.entries ?? new EntryOverlay(line().briefReader(slot, slot.watch));
      runOperations(options, slot, entries, from?.operations ?? 0, operation);
      slot.partlyRun = { operations: operation, entries };
      return view(entries, sessionContext(slot));
    };
  const lookBeforeUp = lookBefore(() => timeline);

  function placeOf(slot: StatementSlot, look: LookBefore): StatementPlace<Cached> {
    slot.place ??= new ObservedStatement<unknown>(slot, look);
    return slot.place as StatementPlace<Cached>;
  }

  /** The slot of each statement of a script, in the script's order. */
  function located(segment: Segment): Located<Cached> {
    const known = locations.get(segment);
    const { script, slots } = segment;
    const hasDown = !haveOnlyUp(script.statements);
    const down = hasDown ? downTimeline(segment) : undefined;
    if (known?.script === script && known.down === down) return known;
    // Most edits leave the statements where they are: ten thousand places need not be listed again.
    const isSame = known && !down && !known.down && known.slots === slots;
    const ordered = isSame || !down ? slots : inScriptOrder(segment, down);
    const lookBeforeDown = lookBefore(() => down ?? timeline);
    const places = isSame
      ? known.places
      : ordered.map((slot) => placeOf(slot, slot.segment === segment ? lookBeforeUp : lookBeforeDown));
    const made = { script, slots, down, ordered, places };
    locations.set(segment, made);
    return made;
  }

  function tableOf(segment: Segment, touched: TouchedSlot): TouchedTable<Cached> {
    touched.place ??= new ObservedTable<unknown>(touched, () =>
      view(timeline.reader(endOfHistory, touched.watch), endContext(segment)),
    );
    return touched.place as TouchedTable<Cached>;
  }

  function* setScripts(next: readonly Script[]): Steps<void> {
    const [same, sameEnd] = commonEnds(scripts, next);
    const removed = scripts.length - same - sameEnd;
    const inserted = next.slice(same, next.length - sameEnd);
    scripts = next;
    if (removed > 0 || inserted.length > 0) yield* timeline.spliceSegments(same, removed, inserted);
    for (const [index, script] of next.entries()) {
      if (timeline.segments[index]?.script !== script) yield* updateScript(index, script);
    }
  }

  function* updateScript(index: number, script: Script): Steps<void> {
    const segment = timeline.segments[index];
    if (!segment) return;
    const before = segment.script;
    scripts = scripts.map((one, at) => (at === index ? script : one));
    if (
      before.file !== script.file ||
      before.targetVersion !== script.targetVersion ||
      before.transaction !== script.transaction
    ) {
      yield* timeline.spliceSegments(index, 1, [script]);
      return;
    }
    yield* timeline.updateSegment(index, script);
    const down = downTimelines.get(segment);
    if (down) yield* down.updateSegment(0, script);
  }

  return {
    get scripts() {
      return scripts;
    },
    setScripts: (next) => finish(setScripts(next)),
    setScriptsInSteps: setScripts,
    updateScript: (index, script) => finish(updateScript(index, script)),
    statements(index) {
      const segment = timeline.segments[index];
      return segment ? located(segment).places : [];
    },
    withoutResult(index) {
      const segment = timeline.segments[index];
      if (!segment) return [];
      return located(segment).down
        ? undefined
        : Array.from(segment.withoutResult(), (slot) => placeOf(slot, lookBeforeUp));
    },
    end(index): Place<Cached> {
      const segment = timeline.segments[index];
      if (!segment) return { cached: undefined, observe: final };
      return new ObservedPlace<Cached>(segment, () => viewAtEnd(segment, segment.watch));
    },
    touchedTables(index) {
      const segment = timeline.segments[index];
      if (!segment) return [];
      const atEnd = timeline.reader(segment.end);
      return [...segment.touched.values()]
        .filter(
          // One with a result was looked at: it would have lost that with the table.
          (touched) => touched.cached !== undefined || atEnd.get('relation', touched.key)?.kind === 'table',
        )
        .map((touched) => tableOf(segment, touched));
    },
    before(index, statement) {
      const segment = timeline.segments[index];
      if (!segment) return this.after(index);
      const { ordered, down } = located(segment);
      const slot = ordered[statement];
      if (!slot) return this.after(index);
      const line = slot.segment === segment || !down ? timeline : down;
      return view(line.reader(slot), sessionContext(slot));
    },
    after(index) {
      const segment = timeline.segments[index];
      return segment ? viewAtEnd(segment) : final();
    },
    final,
  };
}

/** The statements of a script where they stand, for as long as its slots stay the same. */
interface Located<Cached> {
  readonly script: Script;
  readonly slots: readonly StatementSlot[];
  readonly down: Timeline | undefined;
  /** Of the script's statements, in its order; those of direction `down` are of a segment of their own. */
  readonly ordered: readonly StatementSlot[];
  readonly places: readonly StatementPlace<Cached>[];
}

function inScriptOrder(segment: Segment, down: Timeline): readonly StatementSlot[] {
  const upSlots = segment.slots.values();
  const downSlots = (down.segments[0]?.slots ?? []).values();
  return segment.script.statements.flatMap(
    ({ direction }) => (direction === 'down' ? downSlots : upSlots).next().value ?? [],
  );
}

/** Runs the operations `from` ≤ n < `to` of a statement, those before them being in the entries already; returns the keys of the tables that they create or alter. */
function runOperations(
  options: ReplayOptions,
  slot: StatementSlot,
  entries: EntryOverlay,
  from: number,
  to: number,
): readonly string[] {
  const { targetVersion } = slot.segment.script;
  const context = sessionContext(slot);
  const state = stateOf(slot, entries);
  if (from === 0) enterStatement(state, context);
  const catalog = new EntryCatalog(entries, context.segment, options.isComplete ?? false);
  const session = new EntrySession(entries, context);
  const { operations } = slot.statement.reading;
  for (let index = from; index < to; index++) {
    const operation = operations[index];
    if (!operation) break;
    runOperation(state, context, operation, () => {
      const facts = slot.facts?.[index] ?? options.locks(operation, catalog, targetVersion, session);
      if (slot.facts) slot.facts[index] = facts;
      return facts;
    });
  }
  if (slot.segment.rollbacks > 0 && to === operations.length)
    rememberChanges(state, context, kindsOf(slot.statement.reading));
  return state.touched.size > 0 ? [...state.touched] : nothingTouched;
}

/** Runs a statement that does nothing but fill tables. */
function runFills(slot: StatementSlot, entries: EntryOverlay, fills: readonly QualifiedName[]): readonly string[] {
  const context = sessionContext(slot);
  const state = stateOf(slot, entries);
  enterStatement(state, context);
  fillTables(state, fills, true);
  if (slot.segment.rollbacks > 0) rememberChanges(state, context, []);
  return nothingTouched;
}

function stateOf({ segment, origin }: StatementSlot, entries: EntryOverlay): SchemaState {
  const { file, targetVersion } = segment.script;
  return new SchemaState(entries, { file, version: targetVersion, origin, segment: segment.id });
}

const nothingTouched: readonly string[] = [];

function sessionContext(slot: StatementSlot): SessionContext {
  return {
    segment: slot.segment.id,
    statement: slot.id,
    scope: slot.statement.transaction ?? slot.segment.script.transaction,
  };
}

function endContext(segment: Segment): SessionContext {
  return { segment: segment.id, statement: `end of ${segment.id}`, scope: segment.script.transaction };
}

const afterEverything: SessionContext = { segment: '', statement: '', scope: 'none' };

/** How many scripts at both ends are of the same files. */
function commonEnds(left: readonly Script[], right: readonly Script[]): readonly [number, number] {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start]?.file === right[start]?.file) start++;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end)?.file === right.at(-1 - end)?.file) end++;
  return [start, end];
}
