import { fileName, folderOf, naturalKey } from '../paths.ts';
import { addToHeading, hasComment, hasConcurrently, type Marker, type SqlFlavour } from './flavour.ts';
import { singleFile } from './newMigration.ts';

/** rubenv/sql-migrate: one file for both directions, `-- +migrate Up` and `-- +migrate Down`, each with `notransaction` or not. */
export const sqlMigrate: SqlFlavour = {
  id: 'sql-migrate',
  title: 'sql-migrate',
  globs: ['**/*.sql'],
  detect: (file, text) =>
    file.endsWith('.sql') && hasComment(text, '+migrate', /^\s*--\s*\+migrate\s+(up|down)\b/im) ? 0.95 : 0,
  marker,
  transaction: (facts) => (facts.noTransaction ? 'statement' : 'file'),
  historyKey: folderOf,
  orderKey: (file) => naturalKey(fileName(file)),
  outside: {
    statements: 'any',
    leave: (script, direction) => addToHeading(script, direction, marker, 'notransaction'),
  },
  newMigration: (request) =>
    singleFile(request, [
      `-- +migrate Up${request.noTransaction ? ' notransaction' : ''}`,
      ...request.sql,
      '',
      `-- +migrate Down${hasConcurrently(request.undo) ? ' notransaction' : ''}`,
      ...request.undo,
    ]),
};

function marker(comment: string): Marker | undefined {
  const found = /^\+migrate\s+(up|down)\b(.*)/i.exec(comment);
  if (!found) return comment.startsWith('+migrate') ? {} : undefined;
  return {
    direction: found[1]?.toLowerCase() === 'down' ? 'down' : 'up',
    noTransaction: /\bnotransaction\b/i.test(found[2] ?? '') ? 'section' : undefined,
  };
}
