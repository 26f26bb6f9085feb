import { type ConnectionTarget, type ConnectOptions, type Database, DatabaseError } from './database.ts';
import { openEmbedded } from './embedded/embedded.ts';
import { openPostgres } from './postgres/postgres.ts';

/** Opens a target of any engine. Rejects with `DatabaseError`. */
export function connectDatabase(target: ConnectionTarget, options: ConnectOptions): Promise<Database> {
  switch (target.engine) {
    case 'postgresql':
      return openPostgres(target, options);
    case 'embedded': {
      if (options.embedded) return openEmbedded(target, options.embedded, options);
      const message = 'The embedded engine cannot start: nobody said where its files are.';
      return Promise.reject(new DatabaseError(message, 'connection-failed'));
    }
  }
}
