import { displayName, type QualifiedName } from '../model/names.ts';
import type { Operation } from '../model/operation.ts';
import type { Statement } from '../model/script.ts';
import type { ConstraintDefinition } from '../model/tableDefinition.ts';

const longestTitle = 60;

/** A short name for a statement in lists: `CREATE INDEX orders_idx ON orders`, else the start of its text. */
export function statementTitle(statement: Statement): string {
  const { operations, statements } = statement.reading;
  if (statements !== undefined) return runTitle(operations, statements);
  const [operation] = operations;
  const title = operation && operationTitle(operation);
  if (title) return title;
  const line = statement.text.slice(0, 400).replace(/\s+/g, ' ').trim();
  return line.length > longestTitle ? `${line.slice(0, longestTitle)}…` : line || '(empty)';
}

/** `1,000 INSERTs INTO orders, customers`: what is one in a long file is said to be several. */
function runTitle(operations: readonly Operation[], statements: number): string {
  const tables = operations.flatMap((operation) =>
    operation.kind === 'insert' ? operation.tables.map(displayName) : [],
  );
  const title = `${statements.toLocaleString('en')} INSERTs INTO ${[...new Set(tables)].join(', ')}`;
  return title.length > longestTitle ? `${title.slice(0, longestTitle)}…` : title;
}

function operationTitle(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'create-table':
      return `CREATE TABLE ${displayName(operation.table)}`;
    case 'drop-table':
      return `DROP TABLE ${names(operation.tables)}`;
    case 'create-index':
      return `CREATE INDEX ${operation.name ? `${operation.name} ` : ''}ON ${displayName(operation.table)}`;
    case 'drop-index':
      return `DROP INDEX ${names(operation.indexes)}`;
    case 'create-view':
      return `CREATE ${operation.materialized ? 'MATERIALIZED ' : ''}VIEW ${displayName(operation.view)}`;
    case 'create-type':
      return `CREATE TYPE ${displayName(operation.type)}`;
    case 'create-function':
      return `CREATE ${operation.isProcedure ? 'PROCEDURE' : 'FUNCTION'} ${displayName(operation.function)}`;
    case 'add-column':
      return `ALTER TABLE ${displayName(operation.table)} ADD COLUMN ${operation.column.name}`;
    case 'drop-column':
      return `ALTER TABLE ${displayName(operation.table)} DROP COLUMN ${operation.column}`;
    case 'rename-table':
      return `ALTER TABLE ${displayName(operation.table)} RENAME TO ${displayName(operation.to)}`;
    case 'add-constraint':
      return `ALTER TABLE ${displayName(operation.table)} ADD ${constraintTitle(operation.constraint)}`;
    default:
      return undefined;
  }
}

function constraintTitle({ name, kind }: ConstraintDefinition): string {
  return name === undefined ? kind.toUpperCase().replaceAll('-', ' ') : `CONSTRAINT ${name}`;
}

function names(list: readonly QualifiedName[]): string {
  return list.map(displayName).join(', ');
}
