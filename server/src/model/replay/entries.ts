import type { HeldLock, Origin, Relation, SessionParameter, UserFunction, UserType } from '../catalog.ts';
import { JoinedStrings } from '../names.ts';

/** What the replay keeps, by kind of key. Relations and the like are keyed by catalogKey, the rest as said. */
export interface Entries {
  readonly relation: Relation;
  /** Key of the index → key of its relation. */
  readonly index: string;
  readonly type: UserType;
  readonly function: UserFunction;
  /** `referenced \n referencing` relation keys: there is a foreign key. */
  readonly reference: true;
  /** `type \n table` keys: the table has a column of the type. */
  readonly use: true;
  /** `parent \n child` relation keys: the child inherits (not as a partition). */
  readonly heir: true;
  /** `read \n view` relation keys: the view's query reads it. */
  readonly reading: true;
  /** By segment. */
  readonly session: SessionEntry;
  /** By segment: the schemas of the search path, separated by commas. */
  readonly 'search-path': string;
  /** `transaction \n relation`. */
  readonly lock: HeldLock;
  /** `transaction \n relation/constraint`. */
  readonly 'not-valid': Origin;
  /** `level of a transaction \n kind name of the entry`. */
  readonly undo: Undo;
}

export type EntryKind = keyof Entries;
export type Entry = Entries[EntryKind];

/** What an entry was before a transaction, or a savepoint of one, changed it. */
export interface Undo {
  readonly kind: EntryKind;
  readonly name: string;
  readonly before: Entry | undefined;
}

/** A SAVEPOINT of the open transaction. Linked and not listed: there may be thousands, and each statement keeps its own state. */
export interface Savepoint {
  /** The savepoint that was set before it. */
  readonly outer?: Savepoint;
  readonly name: string;
  /** Names what was done since: the first part of `undo` keys. */
  readonly level: string;
  readonly parameters: SessionEntry['parameters'];
}

/** The stored part of a session; locks and constraints of its transaction are entries of their own. */
export interface SessionEntry {
  readonly explicit?: { readonly begin: Origin };
  readonly inTransaction: boolean;
  /** A COMMIT of the script's own has run: the tool's transaction, if there was one, is over. */
  readonly hasCommitted: boolean;
  /** Names the open transaction; without one, each statement is its own. */
  readonly transaction: string;
  readonly parameters: ReadonlyMap<string, SessionParameter>;
  /** What ROLLBACK brings back: parameters before BEGIN; absent: none were set. */
  readonly parametersBefore?: SessionEntry['parameters'];
  /** The one that was set last. */
  readonly savepoint?: Savepoint;
  readonly lockedWithoutTimeout: boolean;
}

export const pairSeparator = '\n';

/** Kinds of entries that are about two things. */
export type PairKind = 'reference' | 'use' | 'heir' | 'reading' | 'lock' | 'not-valid' | 'undo';

/** Key of an entry about two things; the first one names its group. */
export function pairKey(first: string, second: string): string {
  return `${first}${pairSeparator}${second}`;
}

/** Groups that an entry belongs to: what a look at "all of …" depends on. */
export function groupsOf(kind: EntryKind, name: string): readonly string[] {
  switch (kind) {
    case 'relation':
    case 'type':
    case 'function':
      return [`${kind}`, schemaGroup(kind, name.slice(0, Math.max(0, name.indexOf('.'))))];
    case 'reference':
    case 'use':
    case 'heir':
    case 'reading':
    case 'lock':
    case 'not-valid':
    case 'undo':
      return [pairGroup(kind, name.slice(0, name.indexOf(pairSeparator)))];
    case 'index':
    case 'session':
    case 'search-path':
      return [];
  }
}

export function schemaGroup(kind: 'relation' | 'type' | 'function', schema: string): string {
  return `${kind} of ${schema}`;
}

export function pairGroup(kind: PairKind, first: string): string {
  return pairGroups.of(kind, first);
}

const pairGroups = new JoinedStrings((kind, first) => `${kind} of ${first}`);

/** Reads entries as of one point of the history. */
export interface EntryReader {
  get<Kind extends EntryKind>(kind: Kind, name: string): Entries[Kind] | undefined;
  /** Names of the entries of a kind in a group that exist here, ascending. */
  members(kind: EntryKind, group: string): readonly string[];
}

/** One entry written on top of a reader. */
export interface Write {
  readonly kind: EntryKind;
  readonly name: string;
  value: Entry | undefined;
}

/** So few writes are looked through more quickly than hashed. */
const fewWrites = 16;

/** Entries written on top of a reader; the reader itself is not touched. */
export class EntryOverlay implements EntryReader {
  /** In the order of the first writing. */
  readonly writes: Write[] = [];
  private readonly below: EntryReader;
  /** By kind and name, and by group; made where there are many writes, as of a ROLLBACK or a DROP SCHEMA. */
  private index: { readonly named: Map<string, Write>; readonly grouped: Map<string, Write[]> } | undefined;

  constructor(below: EntryReader) {
    this.below = below;
  }

  get<Kind extends EntryKind>(kind: Kind, name: string): Entries[Kind] | undefined {
    const written = this.written(kind, name);
    return written ? (written.value as Entries[Kind] | undefined) : this.below.get(kind, name);
  }

  members(kind: EntryKind, group: string): readonly string[] {
    const below = this.below.members(kind, group);
    const writes = this.index ? (this.index.grouped.get(group) ?? []) : this.writes;
    if (!writes.some((write) => write.kind === kind)) return below;
    const names = new Set(below);
    for (const write of writes) {
      if (write.kind !== kind || !groupsOf(kind, write.name).includes(group)) continue;
      if (write.value === undefined) names.delete(write.name);
      else names.add(write.name);
    }
    return [...names].sort();
  }

  /** Forgets what was written. */
  clear(): void {
    this.writes.length = 0;
    this.index = undefined;
  }

  /** What a key had before anything was written here. */
  before<Kind extends EntryKind>(kind: Kind, name: string): Entries[Kind] | undefined {
    return this.below.get(kind, name);
  }

  /** Writing what is there already is no write. Every write is a read too: the incremental fold relies on it. */
  set<Kind extends EntryKind>(kind: Kind, name: string, value: Entries[Kind] | undefined): void {
    if (this.get(kind, name) === value) return;
    const written = this.written(kind, name);
    if (written) written.value = value;
    else this.add({ kind, name, value });
  }

  private add(write: Write): void {
    this.writes.push(write);
    if (this.writes.length <= fewWrites) return;
    const isNew = !this.index;
    const index = this.index ?? { named: new Map(), grouped: new Map() };
    this.index = index;
    for (const one of isNew ? this.writes : [write]) {
      index.named.set(`${one.kind} ${one.name}`, one);
      for (const group of groupsOf(one.kind, one.name)) {
        const writes = index.grouped.get(group);
        if (writes) writes.push(one);
        else index.grouped.set(group, [one]);
      }
    }
  }

  private written(kind: EntryKind, name: string): Write | undefined {
    if (this.index) return this.index.named.get(`${kind} ${name}`);
    const { writes } = this;
    for (let at = 0; at < writes.length; at++) {
      const write = writes[at];
      if (write && write.name === name && write.kind === kind) return write;
    }
    return undefined;
  }
}
