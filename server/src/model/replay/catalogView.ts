import type {
  CatalogView,
  Constraint,
  HeldLock,
  Index,
  Origin,
  Relation,
  SessionParameter,
  SessionState,
  Table,
  UserFunction,
  UserType,
  View,
} from '../catalog.ts';
import { named } from '../list.ts';
import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import type { TransactionScope } from '../script.ts';
import type { Entries, EntryKind, EntryReader, SessionEntry } from './entries.ts';
import { pairGroup, pairKey, pairSeparator } from './entries.ts';
import { relationKey, searchPath } from './searchPath.ts';

/** The entries as a catalog, names looked up along the search path of the script (`segment`). */
export class EntryCatalog implements CatalogView {
  readonly isComplete: boolean;
  private readonly entries: EntryReader;
  private readonly segment: string;

  constructor(entries: EntryReader, segment: string, isComplete: boolean) {
    this.entries = entries;
    this.segment = segment;
    this.isComplete = isComplete;
  }

  relation(name: QualifiedName): Relation | undefined {
    return this.entries.get('relation', this.keyOf(name));
  }

  index(name: QualifiedName): { readonly index: Index; readonly table: Table } | undefined {
    const key = this.inPath('index', name);
    const relation = key === undefined ? undefined : this.entries.get('relation', key);
    const index = relation && named(relation.indexes, name.name);
    return index && relation?.kind === 'table' ? { index, table: relation } : undefined;
  }

  type(name: QualifiedName): UserType | undefined {
    return this.inPath('type', name);
  }

  function(name: QualifiedName): UserFunction | undefined {
    return this.inPath('function', name);
  }

  referencing(name: QualifiedName): readonly { readonly table: Table; readonly constraint: Constraint }[] {
    const key = this.keyOf(name);
    return this.tablesOf('reference', key).flatMap((table) =>
      table.constraints
        .filter(({ definition }) => definition.kind === 'foreign-key' && catalogKey(definition.referencedTable) === key)
        .map((constraint) => ({ table, constraint })),
    );
  }

  usingType(name: QualifiedName): readonly Table[] {
    const type = this.type(name);
    return type ? this.tablesOf('use', catalogKey(type.name)) : [];
  }

  inheriting(name: QualifiedName): readonly Table[] {
    return this.tablesOf('heir', this.keyOf(name));
  }

  viewsOf(name: QualifiedName): readonly View[] {
    return this.pairedWith('reading', this.keyOf(name)).flatMap((relation) =>
      relation.kind === 'table' ? [] : [relation],
    );
  }

  relations(): readonly Relation[] {
    return this.all('relation');
  }

  types(): readonly UserType[] {
    return this.all('type');
  }

  functions(): readonly UserFunction[] {
    return this.all('function');
  }

  private keyOf(name: QualifiedName): string {
    return relationKey(this.entries, this.segment, name);
  }

  private inPath<Kind extends 'index' | 'type' | 'function'>(
    kind: Kind,
    name: QualifiedName,
  ): Entries[Kind] | undefined {
    if (name.schema) return this.entries.get(kind, catalogKey(name));
    for (const schema of searchPath(this.entries, this.segment)) {
      const entry = this.entries.get(kind, catalogKey(name, schema));
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  private tablesOf(kind: 'reference' | 'use' | 'heir', key: string): readonly Table[] {
    const relations = this.pairedWith(kind, key);
    if (relations.length === 0) return noTables;
    return relations.flatMap((relation) => (relation.kind === 'table' ? [relation] : []));
  }

  private pairedWith(kind: 'reference' | 'use' | 'heir' | 'reading', key: string): readonly Relation[] {
    const pairs = this.entries.members(kind, pairGroup(kind, key));
    if (pairs.length === 0) return noRelations;
    return pairs.flatMap((pair) => this.entries.get('relation', pair.slice(pair.indexOf(pairSeparator) + 1)) ?? []);
  }

  private all<Kind extends 'relation' | 'type' | 'function'>(kind: Kind): readonly Entries[Kind][] {
    return this.entries.members(kind, kind).flatMap((key) => this.entries.get(kind, key) ?? []);
  }
}

const noTables: readonly Table[] = [];
const noRelations: readonly Relation[] = [];

/** Where a statement stands in its session. */
export interface SessionContext {
  readonly segment: string;
  /** Names the statement: outside a transaction it is one of its own. */
  readonly statement: string;
  /** Of the script, or the statement's own. */
  readonly scope: TransactionScope;
}

/** The session when nothing has run yet. */
export function initialSession(context: SessionContext): SessionEntry {
  return {
    inTransaction: isTransactional(context.scope),
    hasCommitted: false,
    transaction: `script ${context.segment}`,
    parameters: new Map(),
    lockedWithoutTimeout: false,
  };
}

export function isTransactional(scope: TransactionScope): boolean {
  return scope === 'file' || scope === 'run';
}

/** Name of the transaction in which the statement runs. */
export function transactionName(entry: SessionEntry, context: SessionContext): string {
  return entry.inTransaction ? entry.transaction : ownTransaction(context.statement);
}

/** Outside a transaction a statement is one of its own. */
function ownTransaction(statement: string): string {
  return `statement ${statement}`;
}

/** Whether an entry is over when the statement is: of the transaction that is the statement itself. */
export function endsWithStatement(kind: EntryKind, name: string, statement: string): boolean {
  return (kind === 'lock' || kind === 'not-valid') && name.startsWith(`${ownTransaction(statement)}${pairSeparator}`);
}

/** The entries as the session that the statement meets. */
export class EntrySession implements SessionState {
  private readonly entries: EntryReader;
  private readonly context: SessionContext;

  constructor(entries: EntryReader, context: SessionContext) {
    this.entries = entries;
    this.context = context;
  }

  get explicitTransaction(): { readonly begin: Origin } | undefined {
    return this.entry.explicit;
  }

  get inTransaction(): boolean {
    return this.entry.inTransaction;
  }

  get parameters(): ReadonlyMap<string, SessionParameter> {
    return this.entry.parameters;
  }

  get lockedWithoutTimeout(): boolean {
    return this.entry.lockedWithoutTimeout;
  }

  notValidInTransaction(table: QualifiedName, constraint: string): Origin | undefined {
    const key = relationKey(this.entries, this.context.segment, table);
    return this.entries.get('not-valid', pairKey(this.transaction, `${key}/${constraint}`));
  }

  locksInTransaction(): readonly HeldLock[] {
    return this.entries
      .members('lock', pairGroup('lock', this.transaction))
      .flatMap((key) => this.entries.get('lock', key) ?? []);
  }

  private get entry(): SessionEntry {
    return this.entries.get('session', this.context.segment) ?? initialSession(this.context);
  }

  private get transaction(): string {
    return transactionName(this.entry, this.context);
  }
}
