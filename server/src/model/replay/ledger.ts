import type { Entries, Entry, EntryKind, EntryReader } from './entries.ts';
import { groupsOf } from './entries.ts';

/** Entries as they are now: what a history that is run once keeps. On top of a base, which is not touched. */
export class Ledger implements EntryReader {
  private readonly base: EntryReader | undefined;
  private readonly kinds = new Map<EntryKind, Map<string, Entry | undefined>>();
  private readonly groups = new Map<string, Set<string>>();

  constructor(base?: EntryReader) {
    this.base = base;
  }

  get<Kind extends EntryKind>(kind: Kind, name: string): Entries[Kind] | undefined {
    const own = this.kinds.get(kind);
    const value = own?.get(name) as Entries[Kind] | undefined;
    if (value !== undefined || !this.base || own?.has(name)) return value;
    return this.base.get(kind, name);
  }

  members(kind: EntryKind, group: string): readonly string[] {
    const own = this.groups.get(group);
    const below = this.base?.members(kind, group) ?? noNames;
    if (!own || own.size === 0) return below.length === 0 ? noNames : below.filter((name) => this.has(kind, name));
    const names = new Set(own);
    for (const name of below) if (this.has(kind, name)) names.add(name);
    return names.size === 1 ? [...names] : [...names].sort();
  }

  /** Whether it was set here, be it to nothing. */
  isSet(kind: EntryKind, name: string): boolean {
    return this.kinds.get(kind)?.has(name) ?? false;
  }

  /** Undefined takes the entry out. */
  set(kind: EntryKind, name: string, value: Entry | undefined): void {
    let own = this.kinds.get(kind);
    if (!own) {
      own = new Map();
      this.kinds.set(kind, own);
    }
    const former = own.get(name);
    if (value === undefined && !this.base) own.delete(name);
    else own.set(name, value);
    if ((former === undefined) === (value === undefined)) return;
    for (const group of groupsOf(kind, name)) this.note(group, name, value !== undefined);
  }

  private note(group: string, name: string, isThere: boolean): void {
    const names = this.groups.get(group);
    if (!isThere) names?.delete(name);
    else if (names) names.add(name);
    else this.groups.set(group, new Set([name]));
  }

  private has(kind: EntryKind, name: string): boolean {
    return this.get(kind, name) !== undefined;
  }
}

const noNames: readonly string[] = [];
