import type { Reading } from '../../model/script.ts';
import { fileName, folderOf, naturalKey } from '../paths.ts';
import { implicitTransaction, type SqlFlavour } from './flavour.ts';
import { lines, nextFolder } from './newMigration.ts';

/**
 * Prisma Migrate: `prisma/migrations/<timestamp>_name/migration.sql`, sent to the server as one command string. The name of
 * the upper folder is for the project to choose, the rest is not.
 */
export const prisma: SqlFlavour = {
  id: 'prisma',
  title: 'Prisma Migrate',
  globs: ['**/migrations/*/migration.sql', '**/[0-9]*/migration.sql'],
  detect: (file, text) => {
    if (!/(^|\/)(migrations\/[^/]+|\d{14}(_[^/]*)?)\/migration\.sql$/.test(file)) return 0;
    return text.includes('--> statement-breakpoint') ? 0 : 0.92;
  },
  transaction: (facts) =>
    runsEachAlone(facts.project['package.prisma']) && isWrittenForThat(facts.readings())
      ? 'statement'
      : implicitTransaction(facts.readings),
  historyKey: (file) => folderOf(folderOf(file)),
  orderKey: (file) => naturalKey(fileName(folderOf(file))),
  outside: { statements: 'one' },
  newMigration: (request) => {
    const folder = nextFolder(request);
    return folder === undefined ? undefined : [{ file: `${folder}/migration.sql`, text: lines(request.sql) }];
  },
};

/** Since 7.4 each statement is sent by itself where Prisma's own parser reads the file. */
function runsEachAlone(range: string | undefined): boolean {
  const [, major = range === 'latest' ? '8' : '0', minor = '0'] = /^\D*(\d+)(?:\.(\d+|[x*]))?/.exec(range ?? '') ?? [];
  return Number(major) > 7 || (Number(major) === 7 && (!/\d/.test(minor) || Number(minor) >= 4));
}

/**
 * Nobody outside can tell what that parser reads. Who builds an index CONCURRENTLY among other statements relies on it; a
 * concurrent drop it does not know, and then the file is sent as a whole.
 */
function isWrittenForThat(readings: readonly Reading[]): boolean {
  const operations = readings.flatMap((reading) => reading.operations);
  const drops = operations.some((operation) => operation.kind === 'drop-index' && operation.concurrently);
  const hasBodies = readings.some((reading) => reading.body.length > 0);
  return !drops && !hasBodies && operations.some((one) => one.kind === 'create-index' && one.concurrently);
}
