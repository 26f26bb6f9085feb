import { fileName, folderOf, naturalKey } from '../paths.ts';
import { implicitTransaction, type SqlFlavour } from './flavour.ts';

/** Rust's Diesel: `migrations/<version>_name/up.sql` and `down.sql`; `metadata.toml` beside them can opt out of the transaction. */
export const diesel: SqlFlavour = {
  id: 'diesel',
  title: 'Diesel',
  globs: ['**/migrations/*/up.sql', '**/migrations/*/down.sql'],
  detect: (file) => (/(^|\/)\d[^/]*\/(up|down)\.sql$/.test(file) ? 0.9 : 0),
  transaction: ({ file, readings, project }) =>
    project[`diesel.runInTransaction:${fileName(folderOf(file))}`] === 'false' ? implicitTransaction(readings) : 'file',
  historyKey: (file) => folderOf(folderOf(file)),
  orderKey: (file) => naturalKey(fileName(folderOf(file))),
};
