import { finish } from '../../model/steps.ts';
import { fileName, folderOf, naturalKey } from '../paths.ts';
import { isForOtherEngine } from '../sql/foreignSql.ts';
import type { Tool } from '../tool.ts';
import { readTypeorm } from './read.ts';
import { writeTypeorm } from './write.ts';

/** TypeORM: classes that implement `MigrationInterface`, in TypeScript or JavaScript. */
export const typeorm: Tool = {
  id: 'typeorm',
  title: 'TypeORM',
  globs: ['**/*migration*/**/*.{ts,js,mts,mjs,cts,cjs}', '**/[0-9]*-*.{ts,js}'],
  lineComment: '//',
  detect: (file, text) => {
    if (!/\.[cm]?[jt]s$/i.test(file) || /\.d\.[cm]?ts$/i.test(file)) return 0;
    if (isForOtherEngine(file, true)) return 0;
    if (/implements\s+MigrationInterface\b/.test(text)) return 0.95;
    return /(^|\/)migrations?\//i.test(file) && /\bqueryRunner\s*\.\s*[\w.]+\s*\(/.test(text) && /\bup\s*\(/.test(text)
      ? 0.8
      : 0;
  },
  read: (text, context, dialects) => finish(readTypeorm(text, context, dialects)),
  readInSteps: readTypeorm,
  write: writeTypeorm,
  historyKey: folderOf,
  orderKey: (file) => naturalKey(fileName(file)),
};
