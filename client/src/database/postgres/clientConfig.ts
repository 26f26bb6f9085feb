import { readFileSync } from 'node:fs';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { Client, type ClientConfig } from 'pg';
import { type ConnectionTarget, type ConnectOptions, DatabaseError } from '../database.ts';
import { toDatabaseError } from '../serverErrors.ts';
import { scrubSecrets } from '../targets/scrubSecrets.ts';

const connectTimeoutMs = 10_000;
const noTls = /does not support SSL/i;

/** Opens one connection and sets up its session. Rejects with a `DatabaseError` that says which server it was about. */
export async function connectClient(target: ConnectionTarget, secret: ConnectOptions['secret']): Promise<Client> {
  let password: string | undefined;
  const remember = async (): Promise<string> => {
    password = await secret?.();
    return password ?? '';
  };
  try {
    return await connectWithTls(target, remember);
  } catch (error) {
    throw connectionError(error, target, password);
  }
}

async function connectWithTls(target: ConnectionTarget, secret: () => Promise<string>): Promise<Client> {
  const mode = target.sslMode ?? 'prefer';
  if (mode !== 'prefer' && mode !== 'allow') return connectOnce(target, tlsOptions(target, mode), secret);
  try {
    return await connectOnce(target, tlsOptions(target, mode), secret);
  } catch (error) {
    if (error instanceof Error && noTls.test(error.message)) return connectOnce(target, false, secret);
    throw error;
  }
}

function tlsOptions(target: ConnectionTarget, mode: string): TlsOptions | false {
  const authority = target.sslRootCertificate ? { ca: readFileSync(target.sslRootCertificate, 'utf8') } : {};
  switch (mode) {
    case 'disable':
      return false;
    case 'verify-full':
      return { ...authority, rejectUnauthorized: true };
    case 'verify-ca':
      return { ...authority, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'allow':
    case 'prefer':
    case 'require':
      return { rejectUnauthorized: false };
    default:
      throw new DatabaseError(
        `"${mode}" is not an SSL mode: use disable, prefer, require, verify-ca or verify-full.`,
        'connection-failed',
      );
  }
}

async function connectOnce(
  target: ConnectionTarget,
  ssl: TlsOptions | false,
  secret: () => Promise<string>,
): Promise<Client> {
  const config: ClientConfig = {
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    password: secret,
    ssl,
    application_name: target.applicationName ?? 'Database Architect',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
  const client = new Client(config);
  // Without a listener the loss of an idle connection would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(
      "SELECT pg_catalog.set_config('default_transaction_read_only', $1, false), pg_catalog.set_config('statement_timeout', $2, false), pg_catalog.set_config('lock_timeout', $3, false)",
      [target.readOnly ? 'on' : 'off', String(target.statementTimeoutMs), String(target.lockTimeoutMs)],
    );
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}

function connectionError(error: unknown, target: ConnectionTarget, password: string | undefined): DatabaseError {
  const known = toDatabaseError(error);
  const at = `${target.host ?? 'localhost'}:${target.port ?? 5432}`;
  const reason = unreachable(error) ?? scrubSecrets(messageOf(error), [password]);
  const asksPassword = /password must be a (non-empty )?string/i.test(reason);
  if (known.code === 'authentication-failed' || asksPassword) {
    const detail = asksPassword ? 'the server wants a password and none is known' : reason;
    return new DatabaseError(
      `The server at ${at} refused the login: ${detail}.`,
      'authentication-failed',
      known.sqlState,
    );
  }
  return new DatabaseError(`Cannot connect to the server at ${at}: ${reason}.`, 'connection-failed', known.sqlState);
}

/** Why there is no server to talk to, in words; undefined for what is not about the network. */
function unreachable(error: unknown): string | undefined {
  switch (typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'no server of that name is known';
    case 'ECONNREFUSED':
      return 'nothing accepts connections there (is the server running, and the port right?)';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the server cannot be reached';
    default:
      return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : String(error);
}
