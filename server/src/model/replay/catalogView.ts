import type { CatalogView, SessionState, Table } from '../catalog.ts';
import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import type { TransactionScope } from '../script.ts';
import type { EntryKind, EntryReader, SessionEntry } from './entries.ts';
import { pairGroup, pairKey, pairSeparator } from './entries.ts';
import { relationKey, searchPath } from './searchPath.ts';

/** The entries as a catalog, names looked up along the search path of the script (`segment`). */
export function catalogView(entries: EntryReader, segment: string, isComplete: boolean): CatalogView {
  const inPath = <Kind extends 'index' | 'type' | 'function'>(kind: Kind, name: QualifiedName) => {
    for (const schema of name.schema ? [name.schema] : searchPath(entries, segment)) {
      const entry = entries.get(kind, catalogKey(name, schema));
      if (entry !== undefined) return entry;
    }
    return undefined;
  };
  const tablesOf = (kind: 'reference' | 'use' | 'heir', key: string): readonly Table[] =>
    entries.members(kind, pairGroup(kind, key)).flatMap((pair) => {
      const relation = entries.get('relation', pair.slice(pair.indexOf(pairSeparator) + 1));
      return relation?.kind === 'table' ? [relation] : [];
    });
  const all = <Kind extends 'relation' | 'type' | 'function'>(kind: Kind) =>
    entries.members(kind, kind).flatMap((key) => entries.get(kind, key) ?? []);
  return {
    isComplete,
    relation: (name) => entries.get('relation', relationKey(entries, segment, name)),
    index(name) {
      const key = inPath('index', name);
      const relation = key === undefined ? undefined : entries.get('relation', key);
      const index = relation?.indexes.find((one) => one.name === name.name);
      return index && relation?.kind === 'table' ? { index, table: relation } : undefined;
    },
    type: (name) => inPath('type', name),
    function: (name) => inPath('function', name),
    referencing(name) {
      const key = relationKey(entries, segment, name);
      return tablesOf('reference', key).flatMap((table) =>
        table.constraints
          .filter(
            ({ definition }) => definition.kind === 'foreign-key' && catalogKey(definition.referencedTable) === key,
          )
          .map((constraint) => ({ table, constraint })),
      );
    },
    usingType(name) {
      const type = inPath('type', name);
      return type ? tablesOf('use', catalogKey(type.name)) : [];
    },
    inheriting: (name) => tablesOf('heir', relationKey(entries, segment, name)),
    relations: () => all('relation'),
    types: () => all('type'),
    functions: () => all('function'),
  };
}

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
  return entry.inTransaction ? entry.transaction : `statement ${context.statement}`;
}

/** The entries as the session that the statement meets. */
export function sessionView(entries: EntryReader, context: SessionContext): SessionState {
  const entry = (): SessionEntry => entries.get('session', context.segment) ?? initialSession(context);
  const keysOf = (kind: EntryKind & ('lock' | 'not-valid')) =>
    entries.members(kind, pairGroup(kind, transactionName(entry(), context)));
  return {
    get explicitTransaction() {
      return entry().explicit;
    },
    get inTransaction() {
      return entry().inTransaction;
    },
    get parameters() {
      return entry().parameters;
    },
    get lockedWithoutTimeout() {
      return entry().lockedWithoutTimeout;
    },
    notValidInTransaction(table, constraint) {
      const key = relationKey(entries, context.segment, table);
      return entries.get('not-valid', pairKey(transactionName(entry(), context), `${key}/${constraint}`));
    },
    locksInTransaction: () => keysOf('lock').flatMap((key) => entries.get('lock', key) ?? []),
  };
}
