import type { Operation } from '../../model/operation.ts';
import type { Reading } from '../../model/script.ts';
import { fileName, folderOf, liesInMigrationsFolder, naturalKey } from '../paths.ts';
import type { SqlFlavour } from './flavour.ts';
import { foreignSql } from './foreignSql.ts';

/** Folders and endings that say that a file is for a server which is not read. */
const otherEngine =
  /(^|[/._-])(clickhouse|oracle|mssql|sqlserver|sql-server|tsql|snowflake|bigquery|redshift|db2|h2|hsqldb|cassandra|duckdb)(?=[/._-])/i;

/**
 * A `.sql` file of no tool: a migration when it lies in a folder of migrations or changes the schema, else queries.
 * Run by hand, statement by statement.
 */
export const plain: SqlFlavour = {
  id: 'sql',
  title: 'SQL',
  globs: ['**/*.sql'],
  detect: (file, text) =>
    /\.(sql|psql|pgsql|ddl)$/i.test(file) && !otherEngine.test(file) && foreignSql(text) !== 'other' ? 0.1 : 0,
  transaction: () => 'none',
  isMigration: (file, readings) => liesInMigrationsFolder(file) || readings().some(changesSchema),
  historyKey: (file) => (liesInMigrationsFolder(file) || /^[vV]?\d/.test(fileName(file)) ? folderOf(file) : undefined),
  orderKey: (file) => naturalKey(fileName(file)),
};

function changesSchema(reading: Reading): boolean {
  return reading.operations.some((operation) => !isDataOrSession(operation) && !isTemporary(operation));
}

function isTemporary(operation: Operation): boolean {
  return operation.kind === 'create-table' && operation.temporary;
}

function isDataOrSession(operation: Operation): boolean {
  switch (operation.kind) {
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
