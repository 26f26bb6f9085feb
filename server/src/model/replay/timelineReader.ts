import type { Entries, Entry, EntryKind, EntryReader } from './entries.ts';
import type { Spot } from './position.ts';
import type { GroupState, KeyState, Timeline } from './timeline.ts';

/** Reads entries as of a spot. */
export class TimelineReader implements EntryReader {
  private readonly timeline: Timeline;
  private readonly spot: Spot;
  private readonly recorder: Recorder | undefined;

  constructor(timeline: Timeline, spot: Spot, recorder: Recorder | undefined) {
    this.timeline = timeline;
    this.spot = spot;
    this.recorder = recorder;
  }

  get<Kind extends EntryKind>(kind: Kind, name: string): Entries[Kind] | undefined {
    const key = this.timeline.key(kind, name);
    this.recorder?.key(key);
    return this.timeline.valueAt(key, this.spot) as Entries[Kind] | undefined;
  }

  members(kind: EntryKind, group: string): readonly string[] {
    this.recorder?.group(this.timeline.group(group));
    return this.timeline.membersAt(kind, group, this.spot);
  }
}

/** Remembers what it read: a statement asks for the same few entries again and again. */
export class BriefReader implements EntryReader {
  private readonly timeline: Timeline;
  private readonly spot: Spot;
  private readonly recorder: Recorder | undefined;
  private readonly kinds: EntryKind[] = [];
  private readonly names: string[] = [];
  private readonly values: (Entry | undefined)[] = [];

  constructor(timeline: Timeline, spot: Spot, recorder: Recorder | undefined) {
    this.timeline = timeline;
    this.spot = spot;
    this.recorder = recorder;
  }

  get<Kind extends EntryKind>(kind: Kind, name: string): Entries[Kind] | undefined {
    const { kinds, names, values } = this;
    for (let at = 0; at < names.length; at++) {
      if (names[at] === name && kinds[at] === kind) return values[at] as Entries[Kind] | undefined;
    }
    const key = this.timeline.key(kind, name);
    this.recorder?.key(key);
    const value = this.timeline.valueAt(key, this.spot);
    if (names.length < mostRemembered) {
      kinds.push(kind);
      names.push(name);
      values.push(value);
    }
    return value as Entries[Kind] | undefined;
  }

  members(kind: EntryKind, group: string): readonly string[] {
    this.recorder?.group(this.timeline.group(group));
    return this.timeline.membersAt(kind, group, this.spot);
  }
}

const mostRemembered = 16;

/** Hears which keys and groups are read. */
export interface Recorder {
  key(key: KeyState): void;
  group(group: GroupState): void;
}
