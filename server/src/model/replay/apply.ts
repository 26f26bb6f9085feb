import type { QualifiedName } from '../names.ts';
import { filledTables, type Operation } from '../operation.ts';
import {
  addColumn,
  addConstraint,
  alterColumn,
  alterColumnType,
  attachPartition,
  detachPartition,
  dropColumn,
  dropConstraint,
  renameColumn,
  renameConstraint,
  setConstraintValid,
  setTableOption,
} from './alterTable.ts';
import { dropUsersOfSequence } from './callers.ts';
import type { SessionContext } from './catalogView.ts';
import { createTable } from './createTable.ts';
import {
  alterIndex,
  alterView,
  createIndex,
  createView,
  dropIndexes,
  dropTables,
  dropViews,
  renameTable,
} from './relations.ts';
import type { SchemaState } from './schemaState.ts';
import { controlTransaction, openTransaction, setParameter } from './session.ts';
import { alterDomain, alterType, changeSchema, createFunction, createType, dropObjects } from './types.ts';

/** What one operation changes in schema and session. Total: an operation on something unknown changes what can be known. */
export function apply(state: SchemaState, session: SessionContext, operation: Operation): void {
  switch (operation.kind) {
    case 'create-table':
      createTable(state, operation);
      return;
    case 'drop-table':
      dropTables(state, operation);
      return;
    case 'rename-table':
      renameTable(state, operation);
      return;
    case 'set-table-option':
      setTableOption(state, operation);
      return;
    case 'add-column':
      addColumn(state, operation);
      return;
    case 'drop-column':
      dropColumn(state, operation);
      return;
    case 'rename-column':
      renameColumn(state, operation);
      return;
    case 'alter-column-type':
      alterColumnType(state, operation);
      return;
    case 'alter-column':
      alterColumn(state, operation);
      return;
    case 'add-constraint':
      addConstraint(state, operation, openTransaction(state, session));
      return;
    case 'drop-constraint':
      dropConstraint(state, operation);
      return;
    case 'validate-constraint':
      setConstraintValid(state, operation, true);
      return;
    case 'alter-constraint':
      if (operation.enforced !== undefined) setConstraintValid(state, operation, operation.enforced);
      return;
    case 'rename-constraint':
      renameConstraint(state, operation);
      return;
    case 'create-index':
      createIndex(state, operation);
      return;
    case 'drop-index':
      dropIndexes(state, operation);
      return;
    case 'alter-index':
      alterIndex(state, operation);
      return;
    case 'attach-partition':
      attachPartition(state, operation);
      return;
    case 'detach-partition':
      detachPartition(state, operation);
      return;
    case 'create-view':
      createView(state, operation);
      return;
    case 'alter-view':
      alterView(state, operation);
      return;
    case 'drop-view':
      dropViews(state, operation);
      return;
    case 'create-type':
      createType(state, operation);
      return;
    case 'alter-type':
      alterType(state, operation);
      return;
    case 'alter-domain':
      alterDomain(state, operation);
      return;
    case 'schema':
      changeSchema(state, operation);
      return;
    case 'create-function':
      createFunction(state, operation);
      return;
    case 'drop-object':
      dropObjects(state, operation);
      return;
    case 'insert':
    case 'update':
    case 'merge':
    case 'copy':
      fillTables(state, filledTables(operation), true);
      return;
    case 'truncate':
      fillTables(state, operation.tables, false);
      return;
    case 'sequence':
      if (operation.action === 'drop' && operation.cascade)
        dropUsersOfSequence(state, state.newName(operation.sequence));
      return;
    case 'set-parameter':
      setParameter(state, session, operation);
      return;
    case 'transaction':
      controlTransaction(state, session, operation);
      return;
    case 'delete':
    case 'select':
    case 'reindex':
    case 'trigger':
    case 'policy':
    case 'rule':
    case 'refresh-materialized-view':
    case 'statistics':
    case 'comment':
    case 'vacuum':
    case 'analyze':
    case 'cluster':
    case 'lock-table':
    case 'other':
      return;
  }
}

/** What is known of tables that get rows, or lose all. */
export function fillTables(state: SchemaState, tables: readonly QualifiedName[], hasRows: boolean): void {
  for (const name of tables) {
    const table = state.table(name);
    if (table && table.hasRows !== hasRows) state.putQuietly({ ...table, hasRows });
  }
}
