import type { Origin } from '../catalog.ts';
import type { LockFact } from '../lock.ts';
import type { Direction, Script, Statement } from '../script.ts';
import type { Span } from '../span.ts';
import { haveOnlyUp } from '../statementChange.ts';
import type { Entry, EntryOverlay } from './entries.ts';
import type { Spot } from './position.ts';
import { insertAt, removeBetween, removeFrom } from './position.ts';
import type { StatementPlace, TouchedTable } from './replay.ts';
import type { GroupState, KeyState } from './timeline.ts';
import type { Recorder } from './timelineReader.ts';

let lastId = 0;

function nextId(): string {
  lastId++;
  return String(lastId);
}

/** What was looked at from one spot, so that a change of it can be told. */
export class Watch implements Recorder {
  readonly spot: Spot;
  private readonly onStale: () => void;
  private keys: KeyState[] = [];
  private groups: GroupState[] = [];

  constructor(spot: Spot, onStale: () => void) {
    this.spot = spot;
    this.onStale = onStale;
  }

  key(key: KeyState): void {
    key.watches ??= new Set();
    if (key.watches.has(this)) return;
    key.watches.add(this);
    this.keys.push(key);
  }

  group(group: GroupState): void {
    group.watches ??= new Set();
    if (group.watches.has(this)) return;
    group.watches.add(this);
    this.groups.push(group);
  }

  /** Forgets what was looked at. */
  release(): void {
    for (const key of this.keys) key.watches?.delete(this);
    for (const group of this.groups) group.watches?.delete(this);
    this.keys = [];
    this.groups = [];
  }

  stale(): void {
    this.release();
    this.onStale();
  }
}

export const noWrites: ReadonlyMap<KeyState, Entry | undefined> = new Map();

/** The origin of all entries that a statement makes: one object for as long as the statement lives. */
class StatementOrigin implements Origin {
  readonly slot: StatementSlot;

  constructor(slot: StatementSlot) {
    this.slot = slot;
  }

  get file(): string {
    return this.slot.segment.script.file;
  }

  get span(): Span {
    return this.slot.statement.span;
  }
}

/** A statement in the timeline, with what it read and wrote when it was last folded. */
export class StatementSlot implements Spot {
  readonly id = nextId();
  readonly segment: Segment;
  index: number;
  reads: readonly KeyState[] = [];
  groupReads: readonly GroupState[] = [];
  writes: ReadonlyMap<KeyState, Entry | undefined> = noWrites;
  /** Writes of the last run, kept while it is taken out: equal new entries keep the old object. */
  former: ReadonlyMap<KeyState, Entry | undefined> = noWrites;
  touched: readonly string[] = [];
  /** Lock facts of its operations, as far as the fold asked for them. */
  facts: (readonly LockFact[] | undefined)[] | undefined;
  /** The place handed out for it. */
  place: StatementPlace<unknown> | undefined;
  readonly origin: Origin;
  /** Entries after its first operations, from one look at it to the next. */
  partlyRun: { readonly operations: number; readonly entries: EntryOverlay } | undefined;
  private result: unknown;
  private looks: Watch | undefined;
  /** Set when it is taken out of the script for good. */
  private last: Statement | undefined;

  constructor(segment: Segment, index: number) {
    this.segment = segment;
    this.index = index;
    this.origin = new StatementOrigin(this);
    segment.missing?.add(this);
  }

  /** Made when something first looks from here. */
  get watch(): Watch {
    this.looks ??= new Watch(this, () => {
      this.cached = undefined;
      this.partlyRun = undefined;
    });
    return this.looks;
  }

  /** Forgets what was looked at from here. */
  release(): void {
    this.looks?.release();
  }

  get ordinal(): number {
    return this.segment.ordinal;
  }

  /** Current: read from the script, so that nothing need be done to ten thousand slots when the text moves. */
  get statement(): Statement {
    const statement = this.last ?? this.segment.statements[this.index];
    if (!statement) throw new Error('A slot without a statement.');
    return statement;
  }

  get cached(): unknown {
    return this.result;
  }

  set cached(value: unknown) {
    if (value === undefined) {
      if (this.result !== undefined && !this.last) this.segment.missing?.add(this);
    } else if (this.result === undefined) this.segment.missing?.delete(this);
    this.result = value;
  }

  /** Its statement is gone; to be called before the script of the segment changes. */
  leave(): void {
    this.last = this.statement;
    this.release();
    this.segment.missing?.delete(this);
  }
}

/** A table that a script created or altered. */
export class TouchedSlot {
  readonly key: string;
  readonly slots: StatementSlot[] = [];
  cached: unknown;
  /** The place handed out for it. */
  place: TouchedTable<unknown> | undefined;
  readonly watch: Watch;

  constructor(key: string, spot: Spot) {
    this.key = key;
    this.watch = new Watch(spot, () => {
      this.cached = undefined;
    });
  }

  /** Forgets what was looked at. */
  release(): void {
    this.watch.release();
  }
}

export const endOfHistory: Spot = { ordinal: Number.MAX_SAFE_INTEGER - 1, index: 0 };

/** The statements of one script. */
export class Segment {
  readonly id = nextId();
  ordinal = 0;
  script: Script;
  /** Of the script those that are folded; `slots` in the same order. */
  statements: readonly Statement[] = [];
  slots: StatementSlot[] = [];
  /** How many of its statements take back what others did. */
  rollbacks = 0;
  /** Slots without a result; kept track of once they have been asked for. */
  missing: Set<StatementSlot> | undefined;
  readonly touched = new Map<string, TouchedSlot>();
  cached: unknown;
  /** After its last statement. */
  readonly end: Spot;
  readonly watch: Watch;

  constructor(script: Script) {
    this.script = script;
    const ordinal = (): number => this.ordinal;
    this.end = {
      get ordinal() {
        return ordinal();
      },
      index: Number.MAX_SAFE_INTEGER,
    };
    this.watch = new Watch(this.end, () => {
      this.cached = undefined;
    });
  }

  /** The statement touches these tables and no others. */
  touch(slot: StatementSlot, keys: readonly string[]): void {
    for (const key of slot.touched) {
      const entry = this.touched.get(key);
      if (!entry) continue;
      entry.watch.stale();
      if (keys.includes(key)) continue;
      removeFrom(entry.slots, slot);
      if (entry.slots.length === 0) this.touched.delete(key);
    }
    for (const key of keys) this.touchedBy(key, slot);
    slot.touched = keys;
  }

  /** The statements between the spots touch these tables, all that they touched, no more. */
  untouch(keys: Iterable<string>, start: Spot, stop: Spot): void {
    for (const key of keys) {
      const entry = this.touched.get(key);
      if (!entry) continue;
      removeBetween(entry.slots, start, stop);
      entry.watch.stale();
      if (entry.slots.length === 0) this.touched.delete(key);
    }
  }

  touchedBy(key: string, slot: StatementSlot): void {
    let entry = this.touched.get(key);
    if (!entry) {
      entry = new TouchedSlot(key, endOfHistory);
      this.touched.set(key, entry);
    }
    entry.watch.stale();
    insertAt(entry.slots, slot);
  }

  withoutResult(): ReadonlySet<StatementSlot> {
    this.missing ??= new Set(this.slots.filter((slot) => slot.cached === undefined));
    return this.missing;
  }

  /** Forgets what was looked at from its end. */
  release(): void {
    this.watch.release();
  }

  /** The script is gone: nothing in it looks any more. */
  leave(): void {
    this.release();
    for (const slot of this.slots) slot.release();
    for (const entry of this.touched.values()) entry.release();
  }
}

/** The statements of a script that a timeline of this direction folds. */
export function foldedStatements(script: Script, direction: Direction): readonly Statement[] {
  if (direction === 'up' && haveOnlyUp(script.statements)) return script.statements;
  return script.statements.filter((statement) => statement.direction === direction);
}
