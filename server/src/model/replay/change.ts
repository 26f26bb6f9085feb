import type { Steps } from '../steps.ts';
import { Agenda } from './agenda.ts';
import type { Entry } from './entries.ts';
import { comparePositions, type Spot } from './position.ts';
import type { StatementSlot } from './slots.ts';
import type { KeyState, Timeline } from './timeline.ts';

const end: Spot = { ordinal: Number.MAX_SAFE_INTEGER, index: 0 };

/** One change of the statement list, from taking statements out until nothing differs any more. */
export class Change {
  /** Keys that differ from the former run at the point reached, with the value that they had there. */
  private readonly dirty = new Map<KeyState, { readonly old: Entry | undefined; readonly since: Spot }>();
  private readonly agenda = new Agenda();
  private readonly removedWrites = new Map<KeyState, Entry | undefined>();
  private readonly timeline: Timeline;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** All statements between the spots, before positions are numbered anew. */
  remove(slots: readonly StatementSlot[], start: Spot, stop: Spot): void {
    for (const slot of slots) for (const [key, value] of slot.writes) this.removedWrites.set(key, value);
    this.timeline.unregister(slots, start, stop);
  }

  /** Runs the new statements of the region `start`–`stop`, then everything after it that the change reaches. Yields after each. */
  *settle(fresh: readonly StatementSlot[], start: Spot, stop: Spot): Steps<void> {
    const written = new Set(this.removedWrites.keys());
    for (const slot of fresh) {
      this.timeline.run(slot);
      for (const key of slot.writes.keys()) written.add(key);
      yield;
    }
    const isLast = !this.timeline.hasStatementsFrom(stop);
    for (const key of written) {
      // Where nothing follows, only those who look from outside can notice.
      if (isLast && !isWatched(key)) continue;
      const old = this.removedWrites.has(key) ? this.removedWrites.get(key) : this.timeline.valueAt(key, start);
      this.compare(key, old, this.timeline.valueAt(key, stop), stop);
    }
    let reached = stop;
    for (;;) {
      const slot = this.agenda.next(reached, (key) => this.dirty.has(key));
      if (!slot) break;
      this.runAgain(slot);
      reached = { ordinal: slot.segment.ordinal, index: slot.index + 1 };
      yield;
    }
    for (const [key, { since }] of this.dirty) markStale(key, since, end);
  }

  private runAgain(slot: StatementSlot): void {
    const before = slot.writes;
    this.timeline.run(slot);
    const after: Spot = { ordinal: slot.segment.ordinal, index: slot.index + 1 };
    for (const key of new Set([...before.keys(), ...slot.writes.keys()])) {
      const dirty = this.dirty.get(key);
      const old = before.has(key) ? before.get(key) : dirty ? dirty.old : this.timeline.valueAt(key, slot);
      this.compare(key, old, this.timeline.valueAt(key, after), after);
    }
  }

  private compare(key: KeyState, old: Entry | undefined, now: Entry | undefined, at: Spot): void {
    const since = this.dirty.get(key)?.since;
    if (old !== now) {
      if (!since) this.agenda.add(key, at);
      this.dirty.set(key, { old, since: since ?? at });
    } else if (since) {
      this.dirty.delete(key);
      markStale(key, since, at);
    }
  }
}

function isWatched(key: KeyState): boolean {
  return [key, ...key.groups].some(({ watches }) => watches && watches.size > 0);
}

/** Tells those who looked at the key from spots in `from` ≤ spot < `to`. */
function markStale(key: KeyState, from: Spot, to: Spot): void {
  for (const { watches } of [key, ...key.groups]) {
    for (const watch of watches ? [...watches] : []) {
      if (comparePositions(watch.spot, from) >= 0 && comparePositions(watch.spot, to) < 0) watch.stale();
    }
  }
}
