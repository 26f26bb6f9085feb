import type { Operation, OperationKind } from '../../model/operation.ts';
import { kindsOf, type Reading } from '../../model/script.ts';
import { fileName, folderOf, liesInMigrationsFolder, naturalKey } from '../paths.ts';
import type { FileContext } from '../tool.ts';
import type { SqlFlavour } from './flavour.ts';
import { isForOtherEngine } from './foreignSql.ts';
import { sqlx } from './sqlx.ts';

/**
 * A `.sql` file of no tool: a migration when it lies in a folder of migrations or changes the schema, else queries.
 * Taken to run statement by statement, as by hand; what runs a folder of migrations may do otherwise.
 */
export const plain: SqlFlavour = {
  id: 'sql',
  title: 'SQL',
  globs: ['**/*.sql'],
  detect: (file) => (/\.(sql|psql|pgsql|ddl)$/i.test(file) && !isForOtherEngine(file, false) ? 0.1 : 0),
  inProject: sqlxProject,
  transaction: () => 'none',
  hasUnknownRunner: (file) => historyKey(file) !== undefined,
  isMigration: (file, readings) => liesInMigrationsFolder(file) || readings().some(changesSchema),
  historyKey,
  orderKey: (file) => naturalKey(fileName(file)),
};

function historyKey(file: string): string | undefined {
  return liesInMigrationsFolder(file) || /^[vV]?\d/.test(fileName(file)) ? folderOf(file) : undefined;
}

/** A migration of a project that depends on sqlx has no mark of its own. */
function sqlxProject({ file, project }: FileContext): SqlFlavour | undefined {
  return project['sql.tool'] === 'sqlx' && liesInMigrationsFolder(file) ? sqlx : undefined;
}

function changesSchema(reading: Reading): boolean {
  if (kindsOf(reading).every(isDataOrSession)) return false;
  return reading.operations.some((operation) => !isDataOrSession(operation.kind) && !isTemporary(operation));
}

function isTemporary(operation: Operation): boolean {
  return operation.kind === 'create-table' && operation.temporary;
}

function isDataOrSession(kind: OperationKind): boolean {
  switch (kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'copy':
    case 'select':
    case 'set-parameter':
    case 'transaction':
    case 'lock-table':
    case 'analyze':
    case 'other':
      return true;
    default:
      return false;
  }
}
