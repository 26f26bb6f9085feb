import { fileName, folderOf, naturalKey } from '../paths.ts';
import {
  addToHeading,
  hasComment,
  hasConcurrently,
  implicitTransaction,
  type Marker,
  type SqlFlavour,
} from './flavour.ts';
import { singleFile } from './newMigration.ts';

/** amacneil/dbmate: one file for both directions, `-- migrate:up` and `-- migrate:down`, each sent as one command. */
export const dbmate: SqlFlavour = {
  id: 'dbmate',
  title: 'dbmate',
  globs: ['**/*.sql'],
  detect: (file, text) =>
    file.endsWith('.sql') && hasComment(text, 'migrate:', /^\s*--\s*migrate:(up|down)\b/im) ? 0.95 : 0,
  marker,
  transaction: (facts) => (facts.noTransaction ? implicitTransaction(facts.readings) : 'file'),
  historyKey: folderOf,
  orderKey: (file) => naturalKey(fileName(file)),
  outside: {
    statements: 'one',
    leave: (script, direction) => addToHeading(script, direction, marker, 'transaction:false'),
  },
  newMigration: (request) =>
    singleFile(request, [
      `-- migrate:up${request.noTransaction ? ' transaction:false' : ''}`,
      ...request.sql,
      '',
      `-- migrate:down${hasConcurrently(request.undo) ? ' transaction:false' : ''}`,
      ...request.undo,
    ]),
};

function marker(comment: string): Marker | undefined {
  const found = /^migrate:(up|down)\b(.*)/i.exec(comment);
  if (!found) return undefined;
  return {
    direction: found[1]?.toLowerCase() === 'down' ? 'down' : 'up',
    noTransaction: /\btransaction:false\b/i.test(found[2] ?? '') ? 'section' : undefined,
  };
}
