import { finish } from '../../model/steps.ts';
import type { FileContext, Tool } from '../tool.ts';
import type { SqlFlavour } from './flavour.ts';
import { foreignSql, isForOtherEngine } from './foreignSql.ts';
import { readSql } from './readSql.ts';
import { writeSql } from './write.ts';

/** The tool that reads and writes `.sql` files the way `flavour` says. */
export function sqlTool(flavour: SqlFlavour): Tool {
  const inProject = (context: FileContext) => flavour.inProject?.(context) ?? flavour;
  return {
    id: flavour.id,
    title: flavour.title,
    globs: flavour.globs,
    lineComment: '--',
    detect: (file, text) =>
      isForOtherEngine(file, true) || foreignSql(text) === 'other' ? 0 : flavour.detect(file, text),
    historyKey: flavour.historyKey,
    orderKey: flavour.orderKey,
    read: (text, context, dialects, previous) => finish(readSql(inProject(context), text, context, dialects, previous)),
    readInSteps: (text, context, dialects, previous) => readSql(inProject(context), text, context, dialects, previous),
    write: (rewrite, statement, script, context) => writeSql(inProject(context), rewrite, statement, script, context),
    obstacle: (context) => inProject(context).obstacle,
  };
}
