import { finish } from '../../model/steps.ts';
import { folderOf } from '../paths.ts';
import type { Tool } from '../tool.ts';
import { orderKey, orderOf } from './order.ts';
import { linkDjango, readDjango } from './read.ts';
import { writeDjango } from './write.ts';

/** Django migrations: operations, RunSQL, and SQL sent by functions. One history for all apps of a project. */
export const django: Tool = {
  id: 'django',
  title: 'Django',
  globs: ['**/migrations/*.py'],
  lineComment: '#',
  detect: (file, text) => {
    if (!/(^|\/)[^/]*migrations[^/]*\/[^/]+\.py$/.test(file) || file.endsWith('/__init__.py')) return 0;
    if (/^class\s+Migration\s*\(/m.test(text)) return 0.95;
    return /^from\s+django\.db\s+import\s.*\bmigrations\b/m.test(text) ? 0.8 : 0;
  },
  read: (text, context, dialects) => finish(readDjango(text, context, dialects)),
  readInSteps: readDjango,
  link: linkDjango,
  write: writeDjango,
  historyKey: (file) => folderOf(folderOf(folderOf(file))),
  orderKey,
  order: orderOf,
};
