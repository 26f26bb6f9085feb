import { finish } from '../../model/steps.ts';
import type { Tool } from '../tool.ts';
import type { SqlFlavour } from './flavour.ts';
import { readSql } from './readSql.ts';
import { writeSql } from './write.ts';

/** The tool that reads and writes `.sql` files the way `flavour` says. */
export function sqlTool(flavour: SqlFlavour): Tool {
  return {
    id: flavour.id,
    title: flavour.title,
    globs: flavour.globs,
    lineComment: '--',
    detect: flavour.detect,
    historyKey: flavour.historyKey,
    orderKey: flavour.orderKey,
    read: (text, context, dialects, previous) => finish(readSql(flavour, text, context, dialects, previous)),
    isIncremental: true,
    readInSteps: (text, context, dialects) => readSql(flavour, text, context, dialects),
    write: (rewrite, statement, script, context) => writeSql(flavour, rewrite, statement, script, context),
  };
}
