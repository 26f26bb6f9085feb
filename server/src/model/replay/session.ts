import { isHarmlessTarget } from '../catalog.ts';
import type { LockFact } from '../lock.ts';
import { atLeast } from '../lock.ts';
import { catalogKey } from '../names.ts';
import type { SetParameter, TransactionControl } from '../operation.ts';
import type { SessionContext } from './catalogView.ts';
import { initialSession, isTransactional, transactionName } from './catalogView.ts';
import type { Savepoint, SessionEntry } from './entries.ts';
import { pairKey } from './entries.ts';
import type { SchemaState } from './schemaState.ts';
import { parseSearchPath } from './searchPath.ts';
import { mergeLevels, undo } from './undo.ts';

/** A statement that the tool runs outside its transaction ends it; one with a transaction of its own opens one. */
export function enterStatement(state: SchemaState, context: SessionContext): void {
  const entry = session(state, context);
  const wanted = isTransactional(context.scope);
  if (entry.explicit || entry.hasCommitted || wanted === entry.inTransaction) return;
  put(state, context, { ...withoutLocals(entry), inTransaction: wanted, transaction: `from ${context.statement}` });
}

export function controlTransaction(state: SchemaState, context: SessionContext, operation: TransactionControl): void {
  const entry = session(state, context);
  switch (operation.action) {
    case 'begin':
      if (entry.explicit) return;
      put(state, context, {
        ...entry,
        explicit: { begin: state.origin },
        inTransaction: true,
        // Inside the tool's transaction BEGIN opens nothing new.
        transaction: entry.inTransaction ? entry.transaction : `begin ${context.statement}`,
        ...(!entry.inTransaction && { parametersBefore: entry.parameters }),
      });
      return;
    case 'rollback':
      if (entry.inTransaction) undo(state.entries, [...levelsDownTo(entry.savepoint, undefined), entry.transaction]);
      endTransaction(state, context, {
        ...entry,
        parameters: entry.inTransaction ? (entry.parametersBefore ?? noParameters) : entry.parameters,
      });
      return;
    case 'commit':
    case 'prepare':
      endTransaction(state, context, entry);
      return;
    case 'savepoint':
    case 'release':
    case 'rollback-to':
      if (entry.inTransaction) changeSavepoints(state, context, entry, operation);
      return;
    case 'other':
      return;
  }
}

const noParameters: SessionEntry['parameters'] = new Map();

function endTransaction(state: SchemaState, context: SessionContext, entry: SessionEntry): void {
  const { explicit: _explicit, savepoint: _savepoint, parametersBefore: _before, ...rest } = withoutLocals(entry);
  put(state, context, {
    ...rest,
    inTransaction: false,
    hasCommitted: true,
    transaction: `after ${context.statement}`,
  });
}

function changeSavepoints(
  state: SchemaState,
  context: SessionContext,
  entry: SessionEntry,
  { action, savepoint: name = '' }: TransactionControl,
): void {
  const { savepoint: last, parameters } = entry;
  if (action === 'savepoint') {
    const level = `${entry.transaction} at ${context.statement}`;
    put(state, context, { ...entry, savepoint: { name, level, parameters, outer: last } });
    return;
  }
  let found = last;
  while (found && found.name !== name) found = found.outer;
  if (!found) return;
  const levels = levelsDownTo(last, found.outer);
  if (action === 'release') {
    mergeLevels(state.entries, levels.toReversed(), found.outer?.level ?? entry.transaction);
    put(state, context, { ...entry, savepoint: found.outer });
  } else {
    undo(state.entries, levels);
    put(state, context, { ...entry, savepoint: found, parameters: found.parameters });
  }
}

/** Of the savepoints from the one inwards to the other, which is left out; innermost first. */
function levelsDownTo(last: Savepoint | undefined, outer: Savepoint | undefined): string[] {
  const levels: string[] = [];
  for (let one = last; one && one !== outer; one = one.outer) levels.push(one.level);
  return levels;
}

/** Where what a statement changes is remembered for ROLLBACK; undefined outside a transaction. */
export function openLevel(state: SchemaState, context: SessionContext): string | undefined {
  const entry = session(state, context);
  return entry.inTransaction ? (entry.savepoint?.level ?? entry.transaction) : undefined;
}

export function setParameter(state: SchemaState, context: SessionContext, operation: SetParameter): void {
  const entry = session(state, context);
  const { name, value, scope } = operation;
  // SET LOCAL outside a transaction is a warning and nothing else.
  if (scope === 'local' && !entry.inTransaction) return;
  const parameters = new Map(entry.parameters);
  const isReset = operation.reset || value === undefined || value.toLowerCase() === 'default';
  if (isReset && name === 'all') parameters.clear();
  else if (isReset) parameters.delete(name);
  else parameters.set(name, { value, scope });
  put(state, context, { ...entry, parameters });
}

/** Remembers the strong locks of an operation on relations that others may be using. */
export function holdLocks(state: SchemaState, context: SessionContext, facts: readonly LockFact[]): void {
  const strong = facts.filter(
    (fact) => atLeast(fact.lock, 'ShareLock') && !isHarmlessTarget(state.relation(fact.table), state.context.file),
  );
  if (strong.length === 0) return;
  const entry = session(state, context);
  const transaction = transactionName(entry, context);
  for (const { table, lock } of strong) {
    const key = pairKey(transaction, catalogKey(table));
    const held = state.entries.get('lock', key);
    if (!held || !atLeast(held.lock, lock)) state.entries.set('lock', key, { table, lock, origin: state.origin });
  }
  if (!hasLockTimeout(entry) && !entry.lockedWithoutTimeout)
    put(state, context, { ...entry, lockedWithoutTimeout: true });
}

function hasLockTimeout(entry: SessionEntry): boolean {
  const value = entry.parameters.get('lock_timeout')?.value;
  return value !== undefined && !/^'?0\s*(?:us|ms|s|min|h|d)?'?$/.test(value.trim());
}

function session(state: SchemaState, context: SessionContext): SessionEntry {
  return state.entries.get('session', context.segment) ?? initialSession(context);
}

function put(state: SchemaState, context: SessionContext, entry: SessionEntry): void {
  state.entries.set('session', context.segment, entry);
  const path = entry.parameters.get('search_path')?.value;
  state.entries.set('search-path', context.segment, path === undefined ? undefined : parseSearchPath(path));
}

function withoutLocals(entry: SessionEntry): SessionEntry {
  const kept = [...entry.parameters].filter(([, parameter]) => parameter.scope === 'session');
  return kept.length === entry.parameters.size ? entry : { ...entry, parameters: new Map(kept) };
}

/** Name of the transaction in which the statement runs. */
export function openTransaction(state: SchemaState, context: SessionContext): string {
  return transactionName(session(state, context), context);
}
