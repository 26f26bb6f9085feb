import type { EventEmitter } from 'node:events';
import type { Client } from 'pg';
import { type ConnectionTarget, DatabaseError } from '../database.ts';

export type ChannelBinding = 'disable' | 'prefer' | 'require';

/** What the target says; libpq's `prefer` where it says nothing. Throws for a word that is none of them. */
export function channelBindingOf({ channelBinding: mode = 'prefer' }: ConnectionTarget): ChannelBinding {
  if (mode === 'disable' || mode === 'prefer' || mode === 'require') return mode;
  const message = `"${mode}" is not a channel binding: use disable, prefer or require.`;
  throw new DatabaseError(message, 'connection-failed');
}

/** Whether the driver could not bind, because the server's certificate is of a kind that it does not know. */
export function isAboutBinding(error: unknown): boolean {
  return error instanceof Error && /^SASL channel binding:/.test(error.message);
}

/**
 * Cuts the connection where the server wants a password that is not bound to the channel, before it gets one. Call before
 * `connect`; what it returns, after: throws where the server asked for nothing at all.
 */
export function requireBinding(client: Client): () => void {
  const connection = Reflect.get(client, 'connection') as EventEmitter & {
    readonly stream: { destroy(error: Error): void };
  };
  let isBound = false;
  const refuse = (): void => {
    connection.stream.destroy(unbound('the server does not offer it'));
  };
  connection.once('authenticationCleartextPassword', refuse);
  connection.once('authenticationMD5Password', refuse);
  connection.once('authenticationSASL', (message: { readonly mechanisms: readonly string[] }) => {
    isBound = message.mechanisms.includes('SCRAM-SHA-256-PLUS');
    if (!isBound) refuse();
  });
  return () => {
    if (!isBound) throw unbound('the server asked for no password');
  };
}

function unbound(reason: string): DatabaseError {
  return new DatabaseError(`Channel binding is required, and ${reason}.`, 'connection-failed');
}
