import { fileName, folderOf, naturalKey } from '../paths.ts';
import { hasComment, type Marker, type SqlFlavour } from './flavour.ts';
import { singleFile } from './newMigration.ts';

/** pressly/goose: one file for both directions, `-- +goose Up` and `-- +goose Down`. */
export const goose: SqlFlavour = {
  id: 'goose',
  title: 'goose',
  globs: ['**/*.sql'],
  detect: (file, text) => (file.endsWith('.sql') && hasComment(text, '+goose', /^\s*--\s*\+goose\s/im) ? 0.95 : 0),
  marker,
  transaction: (facts) => (facts.noTransaction ? 'statement' : 'file'),
  // why: goose cuts at every semicolon, those of a function's body too.
  written: (sql) => (/;\s*\S/.test(sql) ? `-- +goose StatementBegin\n${sql}\n-- +goose StatementEnd` : sql),
  historyKey: folderOf,
  orderKey: (file) => naturalKey(fileName(file)),
  outside: {
    statements: 'any',
    leave: () => ({ edits: [{ span: { start: 0, end: 0 }, newText: '-- +goose NO TRANSACTION\n' }], creates: [] }),
  },
  newMigration: (request) =>
    singleFile(request, [
      ...(request.noTransaction ? ['-- +goose NO TRANSACTION'] : []),
      '-- +goose Up',
      ...request.sql,
      '',
      '-- +goose Down',
      ...request.undo,
    ]),
};

function marker(comment: string): Marker | undefined {
  if (!comment.startsWith('+goose')) return undefined;
  switch (comment.slice('+goose'.length).trim().toLowerCase()) {
    case 'up':
      return { direction: 'up' };
    case 'down':
      return { direction: 'down' };
    case 'no transaction':
      return { noTransaction: 'file' };
    default:
      return {};
  }
}
