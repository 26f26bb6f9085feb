import { fileName, folderOf } from '../paths.ts';
import { implicitTransaction, orderKeyOf, type SqlFlavour } from './flavour.ts';
import { lines, nextFolder } from './newMigration.ts';

/** Rust's Diesel: `migrations/<version>_name/up.sql` and `down.sql`; `metadata.toml` beside them can opt out of the transaction. */
export const diesel: SqlFlavour = {
  id: 'diesel',
  title: 'Diesel',
  globs: ['**/migrations/*/up.sql', '**/migrations/*/down.sql'],
  detect: (file) => (/(^|\/)\d[^/]*\/(up|down)\.sql$/.test(file) ? 0.9 : 0),
  transaction: ({ file, readings, project }) =>
    project[`diesel.runInTransaction:${fileName(folderOf(file))}`] === 'false' ? implicitTransaction(readings) : 'file',
  historyKey: (file) => folderOf(folderOf(file)),
  orderKey: (file) => orderKeyOf(fileName(folderOf(file)), file),
  outside: {
    statements: 'one',
    leave: (script, _direction, siblings) =>
      siblings.includes('metadata.toml')
        ? undefined
        : { edits: [], creates: [{ file: `${folderOf(script.file)}/metadata.toml`, text: noTransaction }] },
  },
  newMigration: (request) => {
    const folder = nextFolder(request);
    if (folder === undefined) return undefined;
    return [
      { file: `${folder}/up.sql`, text: lines(request.sql) },
      { file: `${folder}/down.sql`, text: lines(['SELECT 1;']) },
      ...(request.noTransaction ? [{ file: `${folder}/metadata.toml`, text: noTransaction }] : []),
    ];
  },
};

const noTransaction = 'run_in_transaction = false\n';
