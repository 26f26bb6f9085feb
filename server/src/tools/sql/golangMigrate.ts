import { fileName, folderOf, naturalKey } from '../paths.ts';
import { implicitTransaction, type SqlFlavour } from './flavour.ts';
import { singleFile } from './newMigration.ts';

/** golang-migrate: `1_name.up.sql` and `1_name.down.sql`, each sent as one command string. */
export const golangMigrate: SqlFlavour = {
  id: 'golang-migrate',
  title: 'golang-migrate',
  globs: ['**/*.up.sql', '**/*.down.sql'],
  detect: (file) => (/(^|\/)\d+_[^/]*\.(up|down)\.sql$/.test(file) ? 0.7 : 0),
  transaction: (facts) => (facts.project['sql.tool'] === 'sqlx' ? 'file' : implicitTransaction(facts.readings)),
  historyKey: folderOf,
  orderKey: (file) => naturalKey(fileName(file)),
  outside: { statements: 'one' },
  newMigration: (request) => singleFile(request, request.sql),
};
