import { fileName, folderOf, naturalKey } from '../paths.ts';
import type { SqlFlavour } from './flavour.ts';
import { singleFile } from './newMigration.ts';

/** Supabase CLI: `supabase/migrations/<timestamp>_name.sql`, sent as one pipeline together with its history row. */
export const supabase: SqlFlavour = {
  id: 'supabase',
  title: 'Supabase',
  globs: ['**/supabase/migrations/*.sql'],
  detect: (file) => (/(^|\/)supabase\/migrations\/[^/]+\.sql$/.test(file) ? 0.85 : 0),
  transaction: () => 'file',
  obstacle: 'Supabase sends a file and its history row as one pipeline, which is one transaction.',
  historyKey: folderOf,
  orderKey: (file) => naturalKey(fileName(file)),
  newMigration: (request) => (request.noTransaction ? undefined : singleFile(request, request.sql)),
};
