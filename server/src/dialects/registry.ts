import type { Dialect } from '../model/dialect.ts';
import { emptyReading } from '../model/script.ts';
import type { DialectSupport } from './dialect.ts';
import { postgres } from './postgres/postgres.ts';

/** What is known of a dialect. One that cannot be read yet is split and counted, and says nothing. */
export function dialectSupport(dialect: Dialect): DialectSupport {
  switch (dialect) {
    case 'postgresql':
      return postgres;
    case 'mysql':
    case 'mariadb':
    case 'sqlite':
      return unread(dialect);
  }
}

const unreadDialects = new Map<Dialect, DialectSupport>();

function unread(dialect: Dialect): DialectSupport {
  const made: DialectSupport = unreadDialects.get(dialect) ?? {
    ...postgres,
    dialect,
    read: () => emptyReading,
    locks: () => [],
  };
  unreadDialects.set(dialect, made);
  return made;
}
