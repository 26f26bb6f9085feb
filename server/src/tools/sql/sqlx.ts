import { fileName, folderOf, naturalKey } from '../paths.ts';
import { implicitTransaction, type Marker, type SqlFlavour } from './flavour.ts';
import { singleFile } from './newMigration.ts';

/** Rust's sqlx: `migrations/<version>_name.sql` or `.up.sql` and `.down.sql`; `-- no-transaction` on the first line opts out. */
export const sqlx: SqlFlavour = {
  id: 'sqlx',
  title: 'sqlx',
  globs: ['**/migrations/*.sql'],
  detect: (file, text) => (/\/?\d+_[^/]+\.sql$/.test(file) && text.startsWith('-- no-transaction') ? 0.9 : 0),
  marker: (comment): Marker | undefined =>
    comment.startsWith('no-transaction') ? { noTransaction: 'file' } : undefined,
  transaction: (facts) => (facts.noTransaction ? implicitTransaction(facts.readings) : 'file'),
  historyKey: folderOf,
  orderKey: (file) => naturalKey(fileName(file)),
  outside: {
    statements: 'one',
    leave: () => ({ edits: [{ span: { start: 0, end: 0 }, newText: '-- no-transaction\n' }], creates: [] }),
  },
  newMigration: (request) =>
    singleFile(request, [...(request.noTransaction ? ['-- no-transaction'] : []), ...request.sql]),
};
