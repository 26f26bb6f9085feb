import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { Client, type ClientConfig, DatabaseError as ServerError } from 'pg';
import { type ConnectionTarget, type ConnectOptions, DatabaseError } from '../database.ts';
import { serverName, serversOf } from '../targets/servers.ts';
import { type ChannelBinding, channelBindingOf, isAboutBinding, requireBinding } from './channelBinding.ts';
import { connectionError } from './connectionError.ts';
import { type SessionAttributes, sessionAttributesOf, whyUnfit } from './sessionAttributes.ts';
import { tlsAttempts } from './tlsOptions.ts';

const connectTimeoutMs = 10_000;

/**
 * For what each transaction of ours says again. Not behind a pooler, whose own process number differs from the backend's: its
 * connections serve others next, and would stay read-only for them.
 */
const sessionSettings = `SELECT pg_catalog.set_config('default_transaction_read_only', $1, false),
  pg_catalog.set_config('statement_timeout', $2, false), pg_catalog.set_config('lock_timeout', $3, false)
  WHERE pg_catalog.pg_backend_pid() = $4::int`;

/** Opens one connection and sets up its session. Rejects with a `DatabaseError` that says which server it was about. */
export async function connectClient(target: ConnectionTarget, secret: ConnectOptions['secret']): Promise<Client> {
  const wanted = sessionAttributesOf(target);
  if (wanted !== 'prefer-standby') return connectFirst(target, wanted, secret);
  try {
    return await connectFirst(target, 'standby', secret);
  } catch {
    return connectFirst(target, 'any', secret);
  }
}

/** The first of the target's servers that answers and is of the kind that is wanted. */
async function connectFirst(
  target: ConnectionTarget,
  wanted: SessionAttributes,
  secret: ConnectOptions['secret'],
): Promise<Client> {
  let failure: DatabaseError | undefined;
  for (const server of serversOf(target)) {
    try {
      return await connectServer({ ...target, ...server }, wanted, secret);
    } catch (error) {
      failure = failureOf(error, failure);
      // A server that answered has decided; only one that did not, or is of the wrong kind, has substitutes.
      if (failure.code === 'authentication-failed' || failure.sqlState !== undefined) break;
    }
  }
  throw failure ?? new DatabaseError('This connection names no server.', 'connection-failed');
}

function failureOf(error: unknown, before: DatabaseError | undefined): DatabaseError {
  const failure = error instanceof DatabaseError ? error : new DatabaseError(String(error), 'connection-failed');
  if (!before) return failure;
  return new DatabaseError(`${before.message} ${failure.message}`, failure.code, failure.sqlState);
}

async function connectServer(
  target: ConnectionTarget,
  wanted: SessionAttributes,
  secret: ConnectOptions['secret'],
): Promise<Client> {
  let password: string | undefined;
  const remember = async (): Promise<string> => {
    password = await secret?.();
    return password ?? '';
  };
  const binding = channelBindingOf(target);
  const attempts = tlsAttempts(target).map((tls) => ({ tls, binding: tls ? binding : unencrypted(binding) }));
  for (let index = 0; index < attempts.length; index++) {
    const attempt = attempts[index];
    if (!attempt) break;
    try {
      return await connectOnce(target, attempt, wanted, remember);
    } catch (error) {
      if (attempt.binding === 'prefer' && isAboutBinding(error)) {
        attempts[index--] = { ...attempt, binding: 'disable' };
        continue;
      }
      if (index === attempts.length - 1 || !isAboutEncryption(error)) {
        throw connectionError(error, serverName(target), password);
      }
    }
  }
  throw new DatabaseError('There is no way to connect.', 'connection-failed');
}

/** There is nothing to bind to. What is required stays required. */
function unencrypted(binding: ChannelBinding): ChannelBinding {
  return binding === 'require' ? 'require' : 'disable';
}

/** How one attempt at a connection goes. */
interface Attempt {
  readonly tls: TlsOptions | false;
  readonly binding: ChannelBinding;
}

/** The server cannot encrypt, does not understand us when it does, or its rules want it the other way. */
function isAboutEncryption(error: unknown): boolean {
  if (error instanceof ServerError) return error.code === '28000';
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const broken = typeof code === 'string' && /^(?:EPROTO|ERR_SSL)/.test(code);
  return broken || (error instanceof Error && /does not support SSL/i.test(error.message));
}

async function connectOnce(
  target: ConnectionTarget,
  { tls, binding }: Attempt,
  wanted: SessionAttributes,
  secret: () => Promise<string>,
): Promise<Client> {
  const config: ClientConfig = {
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    password: secret,
    ssl: tls,
    enableChannelBinding: binding !== 'disable',
    options: target.options,
    application_name: target.applicationName ?? 'Database Architect',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
  const client = new Client(config);
  // Without a listener the loss of an idle connection would end the process.
  client.on('error', () => undefined);
  const checkBinding = binding === 'require' ? requireBinding(client) : undefined;
  try {
    await client.connect();
    checkBinding?.();
    const unfit = await whyUnfit(client, wanted);
    if (unfit) {
      const message = `The server at ${serverName(target)} will not do for ${wanted}: ${unfit}.`;
      throw new DatabaseError(message, 'connection-failed');
    }
    await client.query(sessionSettings, [
      target.readOnly ? 'on' : 'off',
      String(target.statementTimeoutMs),
      String(target.lockTimeoutMs),
      Reflect.get(client, 'processID'),
    ]);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}
