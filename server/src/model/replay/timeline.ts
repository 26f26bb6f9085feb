import type { Direction, Script } from '../script.ts';
import { statementChange } from '../statementChange.ts';
import type { Steps } from '../steps.ts';
import { endsWithStatement } from './catalogView.ts';
import { Change } from './change.ts';
import type { Entry, EntryKind, EntryReader } from './entries.ts';
import { EntryOverlay, groupsOf } from './entries.ts';
import type { Spot } from './position.ts';
import { firstAfter, insertAt, removeBetween, removeFrom } from './position.ts';
import { sameContent } from './sameContent.ts';
import { foldedStatements, noWrites, Segment, StatementSlot, type Watch } from './slots.ts';
import { BriefReader, type Recorder, TimelineReader } from './timelineReader.ts';
import { rollbacksIn } from './undo.ts';

/** Everything about one key: who wrote it, who read it while folding, who looked at it from outside. */
export interface KeyState {
  readonly kind: EntryKind;
  readonly name: string;
  readonly groups: readonly GroupState[];
  readonly writers: StatementSlot[];
  readonly readers: StatementSlot[];
  watches?: Set<Watch>;
}

/** The same for a look at all keys of a group. */
export interface GroupState {
  readonly members: Set<KeyState>;
  readonly readers: StatementSlot[];
  watches?: Set<Watch>;
}

/** What one statement does to the entries: called whenever something it read differs. */
export type Step = (slot: StatementSlot, state: EntryOverlay) => readonly string[];

/**
 * Statements in order, folded incrementally. Per key it keeps the statements that wrote it, so that "the entry before
 * statement n" is a binary search; and those that read it, so that a change goes straight from reader to reader.
 */
export class Timeline {
  readonly segments: Segment[] = [];
  private readonly keys = new Map<EntryKind, Map<string, KeyState>>();
  private readonly groups = new Map<string, GroupState>();
  private readonly step: Step;
  private readonly base: EntryReader | undefined;
  private readonly direction: Direction;

  /** `base`: what is known before the first statement. Only statements of `direction` are folded. */
  constructor(step: Step, direction: Direction, base?: EntryReader) {
    this.step = step;
    this.direction = direction;
    this.base = base;
  }

  /** Entries as of a spot: after every statement before it. `recorder` hears of each key and group that is read. */
  reader(spot: Spot, recorder?: Recorder): EntryReader {
    return new TimelineReader(this, spot, recorder);
  }

  /** The same for use before the next change only: what was read once is not looked up again. */
  briefReader(spot: Spot, recorder?: Recorder): EntryReader {
    return new BriefReader(this, spot, recorder);
  }

  /** Names of the keys of a group that have an entry at the spot, ascending. */
  membersAt(kind: EntryKind, group: string, spot: Spot): readonly string[] {
    const { members } = this.group(group);
    if (members.size === 0 && !this.base) return noNames;
    const present: string[] = [];
    for (const key of members) {
      if (key.kind === kind && this.valueAt(key, spot) !== undefined) present.push(key.name);
    }
    for (const name of this.base?.members(kind, group) ?? []) {
      if (!present.includes(name) && this.valueAt(this.key(kind, name), spot) !== undefined) present.push(name);
    }
    return present.length > 1 ? present.sort() : present;
  }

  /**
   * Replaces `count` segments from `from` on by new ones for the scripts. Yields after each statement that is folded; until
   * the end there is nothing to be looked at, and nothing else to be changed.
   */
  *spliceSegments(from: number, count: number, scripts: readonly Script[]): Steps<void> {
    const removed = this.segments.slice(from, from + count);
    const added = scripts.map((script) => new Segment(script));
    const change = new Change(this);
    change.remove(
      removed.flatMap((segment) => segment.slots),
      { ordinal: from, index: 0 },
      { ordinal: from + count, index: 0 },
    );
    this.segments.splice(from, count, ...added);
    this.segments.forEach((segment, ordinal) => {
      segment.ordinal = ordinal;
    });
    for (const segment of removed) segment.leave();
    for (const segment of added) {
      segment.statements = foldedStatements(segment.script, this.direction);
      segment.rollbacks = rollbacksIn(segment.statements);
      segment.slots = segment.statements.map((_, index) => new StatementSlot(segment, index));
    }
    const fresh = added.flatMap((segment) => segment.slots);
    yield* change.settle(fresh, { ordinal: from, index: 0 }, { ordinal: from + scripts.length, index: 0 });
  }

  /** A new reading of the script of a segment: folds again what differs from the old one. Yields like `spliceSegments`. */
  *updateSegment(ordinal: number, script: Script): Steps<void> {
    const segment = this.segments[ordinal];
    if (!segment) return;
    const before = segment.statements;
    const statements = foldedStatements(script, this.direction);
    const { prefix: same, suffix: sameEnd } = statementChange(before, statements);
    const old = segment.slots;
    const replaced = old.slice(same, old.length - sameEnd);
    const incoming = statements.slice(same, statements.length - sameEnd);
    const gone = rollbacksIn(before.slice(same, before.length - sameEnd));
    const rollbacks = segment.rollbacks - gone + rollbacksIn(incoming);
    // The first one makes every statement remember what it changes, the last one frees them of it.
    if (rollbacks > 0 !== segment.rollbacks > 0) {
      yield* this.spliceSegments(ordinal, 1, [script]);
      return;
    }
    segment.rollbacks = rollbacks;
    const change = new Change(this);
    change.remove(replaced, { ordinal, index: same }, { ordinal, index: same + replaced.length });
    if (replaced.length !== incoming.length) for (const slot of replaced) slot.leave();
    segment.script = script;
    segment.statements = statements;
    const fresh = incoming.map((_, offset) => {
      const slot = replaced.length === incoming.length ? replaced[offset] : undefined;
      if (!slot) return new StatementSlot(segment, same + offset);
      slot.watch.stale();
      return slot;
    });
    if (replaced.length !== incoming.length) {
      const tail = old.slice(old.length - sameEnd);
      segment.slots = [...old.slice(0, same), ...fresh, ...tail];
    }
    // Before the change nothing moves; after it, positions only where the count differs.
    if (replaced.length !== incoming.length) {
      for (let index = same; index < segment.slots.length; index++) {
        const slot = segment.slots[index];
        if (slot) slot.index = index;
      }
    }
    if (replaced.length === 0 && fresh.length === 0) return;
    yield* change.settle(fresh, { ordinal, index: same }, { ordinal, index: same + fresh.length });
  }

  /** Value of the key just before the spot. */
  valueAt(key: KeyState, spot: Spot): Entry | undefined {
    const { writers } = key;
    const writer = writers.length === 0 ? undefined : writers[firstAfter(writers, spot) - 1];
    return writer ? writer.writes.get(key) : this.base?.get(key.kind, key.name);
  }

  hasStatementsFrom(spot: Spot): boolean {
    for (let ordinal = spot.ordinal; ordinal < this.segments.length; ordinal++) {
      if ((this.segments[ordinal]?.slots.length ?? 0) > (ordinal === spot.ordinal ? spot.index : 0)) return true;
    }
    return false;
  }

  /** Folds one statement; its reads and writes replace the former ones. */
  run(slot: StatementSlot): void {
    const reads = new Reads();
    const overlay = new EntryOverlay(this.briefReader(slot, reads));
    const touched = this.step(slot, overlay);
    const writes = new Map<KeyState, Entry | undefined>();
    for (const write of overlay.writes) {
      if (endsWithStatement(write.kind, write.name, slot.id)) continue;
      const key = this.key(write.kind, write.name);
      const former = slot.former.get(key);
      const value = former !== undefined && sameContent(former, write.value) ? former : write.value;
      if (value !== this.valueAt(key, slot)) writes.set(key, value);
    }
    this.register(slot, reads.keys.items, reads.groups.items, writes);
    slot.segment.touch(slot, touched);
  }

  private register(
    slot: StatementSlot,
    reads: readonly KeyState[],
    groupReads: readonly GroupState[],
    writes: ReadonlyMap<KeyState, Entry | undefined>,
  ): void {
    moveReader(slot, slot.reads, reads);
    moveReader(slot, slot.groupReads, groupReads);
    for (const key of slot.writes.keys()) if (!writes.has(key)) removeFrom(key.writers, slot);
    for (const key of writes.keys()) {
      if (!slot.writes.has(key)) insertAt(key.writers, slot);
      for (const group of key.groups) group.members.add(key);
    }
    slot.reads = reads;
    slot.groupReads = groupReads;
    slot.writes = writes.size > 0 ? writes : noWrites;
    slot.former = slot.writes;
  }

  /** Takes the statements between the spots out of all lists; what each wrote is remembered in `former`. */
  unregister(slots: readonly StatementSlot[], start: Spot, stop: Spot): void {
    const lists = new Set<StatementSlot[]>();
    const touched = new Map<Segment, Set<string>>();
    for (const slot of slots) {
      for (const key of slot.touched) {
        const keys = touched.get(slot.segment);
        if (keys) keys.add(key);
        else touched.set(slot.segment, new Set([key]));
      }
      slot.touched = [];
      for (const key of slot.reads) lists.add(key.readers);
      for (const group of slot.groupReads) lists.add(group.readers);
      for (const key of slot.writes.keys()) lists.add(key.writers);
      slot.reads = [];
      slot.groupReads = [];
      slot.former = slot.writes;
      slot.writes = noWrites;
    }
    for (const list of lists) removeBetween(list, start, stop);
    for (const [segment, keys] of touched) segment.untouch(keys, start, stop);
  }

  key(kind: EntryKind, name: string): KeyState {
    let named = this.keys.get(kind);
    if (!named) {
      named = new Map();
      this.keys.set(kind, named);
    }
    let key = named.get(name);
    if (!key) {
      const groups = groupsOf(kind, name).map((group) => this.group(group));
      key = { kind, name, groups, writers: [], readers: [] };
      named.set(name, key);
    }
    return key;
  }

  group(name: string): GroupState {
    let group = this.groups.get(name);
    if (!group) {
      group = { members: new Set(), readers: [] };
      this.groups.set(name, group);
    }
    return group;
  }
}

const noNames: readonly string[] = [];

interface Read {
  readonly readers: StatementSlot[];
}

/** The statement reads `reads` instead of what it read before. */
function moveReader(slot: StatementSlot, before: readonly Read[], reads: readonly Read[]): void {
  const isKept = lookup(reads);
  for (const read of before) if (!isKept(read)) removeFrom(read.readers, slot);
  const isKnown = lookup(before);
  for (const read of reads) if (!isKnown(read)) insertAt(read.readers, slot);
}

/** So few are looked through more quickly than hashed. */
const few = 16;

function lookup<Item>(items: readonly Item[]): (item: Item) => boolean {
  if (items.length <= few) return (item) => items.includes(item);
  const set = new Set(items);
  return (item) => set.has(item);
}

/** Items in the order in which they were added, each once. */
class Distinct<Item> {
  readonly items: Item[] = [];
  private set: Set<Item> | undefined;

  add(item: Item): void {
    if (this.set ? this.set.has(item) : this.items.includes(item)) return;
    this.items.push(item);
    if (this.set) this.set.add(item);
    else if (this.items.length > few) this.set = new Set(this.items);
  }
}

/** What one run of a statement reads. */
class Reads implements Recorder {
  readonly keys = new Distinct<KeyState>();
  readonly groups = new Distinct<GroupState>();

  key(key: KeyState): void {
    this.keys.add(key);
  }

  group(group: GroupState): void {
    this.groups.add(group);
  }
}
