import type { Operation } from '../operation.ts';
import { kindsOf, type Statement } from '../script.ts';
import type { EntryKind, EntryOverlay } from './entries.ts';
import { pairGroup, pairKey } from './entries.ts';

/** How many statements take back what others did: only where a script has one is there anything to remember. */
export function rollbacksIn(statements: readonly Statement[]): number {
  let count = 0;
  for (const { reading } of statements) {
    if (!kindsOf(reading).includes('transaction')) continue;
    for (const operation of reading.operations) if (isRollback(operation)) count++;
  }
  return count;
}

function isRollback(operation: Operation): boolean {
  return operation.kind === 'transaction' && (operation.action === 'rollback' || operation.action === 'rollback-to');
}

/** Remembers what the entries that the statement wrote were before, where this level of the transaction does not know yet. */
export function rememberForUndo(entries: EntryOverlay, level: string): void {
  for (const { kind, name } of [...entries.writes]) {
    if (!isUndone(kind)) continue;
    const key = undoKey(level, kind, name);
    if (entries.get('undo', key) === undefined)
      entries.set('undo', key, { kind, name, before: entries.before(kind, name) });
  }
}

/** Brings back what was before the levels, which are given innermost first. */
export function undo(entries: EntryOverlay, levels: readonly string[]): void {
  for (const level of levels) {
    for (const key of entries.members('undo', pairGroup('undo', level))) {
      const known = entries.get('undo', key);
      if (known) entries.set(known.kind, known.name, known.before);
      entries.set('undo', key, undefined);
    }
  }
}

/** What was done on the levels, given outermost first, counts as done on the one around them. */
export function mergeLevels(entries: EntryOverlay, levels: readonly string[], around: string): void {
  for (const level of levels) {
    for (const key of entries.members('undo', pairGroup('undo', level))) {
      const known = entries.get('undo', key);
      if (!known) continue;
      const outer = undoKey(around, known.kind, known.name);
      if (entries.get('undo', outer) === undefined) entries.set('undo', outer, known);
      entries.set('undo', key, undefined);
    }
  }
}

function undoKey(level: string, kind: EntryKind, name: string): string {
  return pairKey(level, `${kind} ${name}`);
}

/** The session has rules of its own for what ROLLBACK does to it. */
function isUndone(kind: EntryKind): boolean {
  return kind !== 'session' && kind !== 'search-path' && kind !== 'undo';
}
