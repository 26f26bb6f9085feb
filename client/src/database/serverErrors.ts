import { DatabaseError } from './database.ts';

/** What a driver puts on the errors that come from the server. */
interface ServerError {
  readonly message: string;
  readonly code?: string;
  readonly position?: string;
  readonly hint?: string;
  readonly detail?: string;
}

export interface ErrorContext {
  /** The statement that was sent, and where the user's text starts in it. */
  readonly sql?: string;
  readonly userTextAt?: number;
  /** We asked for the cancellation ourselves. */
  readonly cancelled?: boolean;
}

/** Turns whatever a driver throws into a `DatabaseError` with a code that a front end can act on. */
export function toDatabaseError(error: unknown, context: ErrorContext = {}): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const server = serverError(error);
  const state = /^[0-9A-Z]{5}$/.test(server.code ?? '') ? server.code : undefined;
  const options = { cause: error };
  if (context.cancelled && (state === undefined || state === '57014' || lost(state))) {
    return new DatabaseError('Cancelled.', 'cancelled', state, undefined, options);
  }
  if (state === undefined || lost(state)) {
    const message = `The connection to the server was lost: ${server.message}.`;
    return new DatabaseError(message, 'connection-lost', state, undefined, options);
  }
  switch (state) {
    case '57014':
      return new DatabaseError(
        'The server stopped the statement: it ran longer than the statement timeout of this connection.',
        'timeout',
        state,
        undefined,
        options,
      );
    case '55P03':
      return new DatabaseError(
        'The statement waited longer for a lock than the lock timeout of this connection.',
        'timeout',
        state,
        undefined,
        options,
      );
    case '25006':
      return new DatabaseError(
        `This statement writes, and the read-only transaction stopped it: ${server.message}. Nothing was changed.`,
        'read-only',
        state,
        undefined,
        options,
      );
    case '28P01':
    case '28000':
      return new DatabaseError(server.message, 'authentication-failed', state, undefined, options);
    default: {
      const more = [server.detail, server.hint].filter(Boolean).join(' ');
      const message = more ? `${server.message}. ${more}` : server.message;
      return new DatabaseError(message, 'sql', state, userPosition(server, context), options);
    }
  }
}

/** Classes 08 and 57P: connection errors, shutdown, crash, start-up; and an idle session that the server ended. */
function lost(state: string): boolean {
  return state.startsWith('08') ? state !== '08P01' : ['57P01', '57P02', '57P03', '57P05', '25P03'].includes(state);
}

function serverError(error: unknown): ServerError {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const text = (key: string): string | undefined => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    message: text('message') ?? text('code') ?? 'no reason given',
    code: text('code'),
    position: text('position'),
    hint: text('hint'),
    detail: text('detail'),
  };
}

/** The server counts characters from 1 in all that was sent; we count UTF-16 units from 0 in the user's text. */
function userPosition(server: ServerError, context: ErrorContext): number | undefined {
  const position = Number(server.position);
  if (!Number.isInteger(position) || position < 1 || context.sql === undefined) return undefined;
  const before = [...context.sql].slice(0, position - 1).join('').length;
  const offset = before - (context.userTextAt ?? 0);
  return offset < 0 ? undefined : offset;
}
