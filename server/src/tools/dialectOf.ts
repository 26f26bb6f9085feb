import type { DialectSupport } from '../dialects/dialect.ts';
import type { Dialect } from '../model/dialect.ts';
import { emptyReading, type Reading } from '../model/script.ts';
import { fileName, folderOf } from './paths.ts';
import type { DialectLookup, FileContext } from './tool.ts';

/**
 * The dialect that the configuration, the project, or a folder of the path names, or that `sniff` tells from the text;
 * PostgreSQL where nothing does.
 */
export function dialectOf(context: FileContext, sniff: () => Dialect | 'other' | undefined = () => undefined): Dialect {
  if (context.dialect !== 'auto') return context.dialect;
  const named = dialectInPath(folderOf(context.file)) ?? dialectInPath(fileName(context.file));
  return dialectNamed(named) ?? dialectNamed(context.project.dialect) ?? dialectNamed(sniff()) ?? 'postgresql';
}

/** The last one: the folder nearest to the file knows best. SQLite's name means nothing else inside of a longer word. */
function dialectInPath(path: string): string | undefined {
  const found = [...`${path}/`.matchAll(/(?:^|[/._-])(postgres(?:ql)?|pg|mysql|mariadb|[a-z]*sqlite3?)(?=[/._-])/gi)];
  return found.at(-1)?.[1]?.replace(/^.*(?=sqlite)/i, '');
}

function dialectNamed(name: string | undefined): Dialect | undefined {
  switch (name?.toLowerCase()) {
    case 'postgres':
    case 'postgresql':
    case 'pg':
    case 'cockroachdb':
      return 'postgresql';
    case 'mysql':
    case 'mariadb':
    case 'sqlite':
      return name.toLowerCase() as Dialect;
    case 'sqlite3':
      return 'sqlite';
    default:
      return undefined;
  }
}

/** What the readers need of a dialect. Statements of a dialect that is not supported are cut out but not read. */
export type StatementReader = Pick<DialectSupport, 'split' | 'splitInSteps' | 'resplit' | 'read'>;

/** The reader for a dialect. */
export function readerFor(dialects: DialectLookup, dialect: Dialect): StatementReader {
  const support = dialects(dialect);
  if (support.dialect === dialect) return support;
  const unread = (): Reading => emptyReading;
  return { split: support.split, splitInSteps: support.splitInSteps, resplit: support.resplit, read: unread };
}
