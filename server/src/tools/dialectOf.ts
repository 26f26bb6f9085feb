import type { DialectSupport } from '../dialects/dialect.ts';
import type { Dialect } from '../model/dialect.ts';
import { emptyReading, type Reading } from '../model/script.ts';
import type { DialectLookup, FileContext } from './tool.ts';

/**
 * The dialect that the configuration, the project, or a folder of the path names, or that `sniff` tells from the text;
 * PostgreSQL where nothing does.
 */
export function dialectOf(context: FileContext, sniff: () => Dialect | 'other' | undefined = () => undefined): Dialect {
  if (context.dialect !== 'auto') return context.dialect;
  const folder = /(?:^|[/._-])(postgres(?:ql)?|pg|mysql|mariadb|sqlite3?)(?=[/._-])/i.exec(context.file)?.[1];
  return dialectNamed(folder) ?? dialectNamed(context.project.dialect) ?? dialectNamed(sniff()) ?? 'postgresql';
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
export type StatementReader = Pick<DialectSupport, 'split' | 'resplit' | 'read'>;

/** The reader for a dialect. */
export function readerFor(dialects: DialectLookup, dialect: Dialect): StatementReader {
  const support = dialects(dialect);
  if (support.dialect === dialect) return support;
  const unread = (): Reading => emptyReading;
  return { split: support.split, resplit: support.resplit, read: unread };
}
