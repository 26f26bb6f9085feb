import { fileName, folderOf, naturalKey } from '../paths.ts';
import { implicitTransaction, type SqlFlavour } from './flavour.ts';
import { lines, nextFolder } from './newMigration.ts';

/** Prisma Migrate: `prisma/migrations/<timestamp>_name/migration.sql`, sent to the server as one command string. */
export const prisma: SqlFlavour = {
  id: 'prisma',
  title: 'Prisma Migrate',
  globs: ['**/migrations/*/migration.sql', '**/migration/[0-9]*/migration.sql'],
  detect: (file, text) => {
    if (!/(^|\/)(migrations\/[^/]+|migration\/\d{14}_[^/]+)\/migration\.sql$/.test(file)) return 0;
    return text.includes('--> statement-breakpoint') ? 0 : 0.92;
  },
  transaction: (facts) => implicitTransaction(facts.readings),
  historyKey: (file) => folderOf(folderOf(file)),
  orderKey: (file) => naturalKey(fileName(folderOf(file))),
  outside: { statements: 'one' },
  newMigration: (request) => {
    const folder = nextFolder(request);
    return folder === undefined ? undefined : [{ file: `${folder}/migration.sql`, text: lines(request.sql) }];
  },
};
