import { fileName, folderOf, naturalKey } from '../paths.ts';
import type { Marker, SqlFlavour } from './flavour.ts';

/** Drizzle Kit: `drizzle/0001_name.sql`, statements cut at `--> statement-breakpoint`; all pending files in one transaction. */
export const drizzle: SqlFlavour = {
  id: 'drizzle',
  title: 'Drizzle',
  globs: ['**/drizzle/**/*.sql'],
  detect: (file, text) => {
    if (!file.endsWith('.sql')) return 0;
    if (text.includes('--> statement-breakpoint')) return 0.95;
    if (/(^|\/)drizzle\/(.+\/)?(\d{4,}_[^/]+|\d{14}_[^/]+\/migration)\.sql$/.test(file)) return 0.93;
    return 0;
  },
  marker: (comment): Marker | undefined => (comment.startsWith('> statement-breakpoint') ? {} : undefined),
  transaction: () => 'run',
  obstacle: 'Drizzle runs all pending files in one transaction, and only files that its journal lists.',
  historyKey: (file) => (isFolderPerMigration(file) ? folderOf(folderOf(file)) : folderOf(file)),
  orderKey: (file) => naturalKey(isFolderPerMigration(file) ? fileName(folderOf(file)) : fileName(file)),
};

function isFolderPerMigration(file: string): boolean {
  return fileName(file) === 'migration.sql';
}
