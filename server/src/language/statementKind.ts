import type { Statement } from '../model/script.ts';
import type { StatementAtResult } from '../protocol.ts';

/** Whether and how a statement can be explained. */
export function statementKind(statement: Statement): StatementAtResult['kind'] {
  if (statement.form !== 'sql') return 'other';
  const { operations, queries } = statement.reading;
  const [operation] = operations;
  switch (operation?.kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return 'data-change';
    case 'create-table':
      return operation.query ? 'data-change' : 'other';
    case 'select':
      return 'query';
    case undefined:
      return queries[0]?.kind === 'select' ? 'query' : queries[0] ? 'data-change' : 'other';
    default:
      return 'other';
  }
}
