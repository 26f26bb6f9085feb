import type { LockFact } from '../lock.ts';
import { isOfRows, type Operation, type OperationKind } from '../operation.ts';
import type { Statement } from '../script.ts';
import { apply } from './apply.ts';
import type { SessionContext } from './catalogView.ts';
import type { SchemaState } from './schemaState.ts';
import { holdLocks, openLevel } from './session.ts';
import { rememberForUndo } from './undo.ts';

/** Runs one operation: the locks that it takes are held, what it changes is written. */
export function runOperation(
  state: SchemaState,
  context: SessionContext,
  operation: Operation,
  facts: () => readonly LockFact[],
): void {
  // What is of rows takes no lock that the session remembers (ShareLock and stronger).
  if (!isOfRows(operation.kind)) holdLocks(state, context, facts());
  apply(state, context, operation);
}

/** After all operations of a statement in a script that has a ROLLBACK: remembers what they changed. */
export function rememberChanges(state: SchemaState, context: SessionContext, kinds: readonly OperationKind[]): void {
  if (kinds.includes('transaction')) return;
  const level = openLevel(state, context);
  if (level) rememberForUndo(state.entries, level);
}

/** Statements in the body of a function only run when it is called; those of a DO block run. */
export function isRun(statement: Statement): boolean {
  return !statement.inBodyOf?.reading.operations.some((operation) => operation.kind === 'create-function');
}
