import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { type ConnectionTarget, DatabaseError } from '../database.ts';

/** How to encrypt, in the order in which it is tried; `false`: not at all. As libpq does it. */
export function tlsAttempts(target: ConnectionTarget): readonly (TlsOptions | false)[] {
  // Nothing travels over a socket of this machine that somebody could listen to.
  if (target.host?.startsWith('/')) return [false];
  const mode = target.sslMode ?? 'prefer';
  return attemptsOf(mode, target).map((attempt) => attempt && { ...attempt, ...clientCertificate(target) });
}

function attemptsOf(mode: string, target: ConnectionTarget): readonly (TlsOptions | false)[] {
  const unchecked: TlsOptions = { rejectUnauthorized: false };
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unchecked];
    case 'prefer':
      return [unchecked, false];
    case 'require': {
      const authority = authorityOf(target);
      if (authority === undefined) return [unchecked];
      return [authority === 'system' ? verifyFull(authority) : verifyAuthority(authority)];
    }
    case 'verify-ca':
      return [verifyAuthority(authorityOf(target) ?? 'system')];
    case 'verify-full':
      return [verifyFull(authorityOf(target) ?? 'system')];
    default:
      throw new DatabaseError(
        `"${mode}" is not an SSL mode: use disable, allow, prefer, require, verify-ca or verify-full.`,
        'connection-failed',
      );
  }
}

/** The text of a PEM file, or `system`: the authorities that come with the runtime. */
type Authority = 'system' | { readonly pem: string };

function verifyFull(authority: Authority): TlsOptions {
  return { ...(authority === 'system' ? {} : { ca: authority.pem }), rejectUnauthorized: true };
}

function verifyAuthority(authority: Authority): TlsOptions {
  return { ...verifyFull(authority), checkServerIdentity: () => undefined };
}

/** What this side shows of itself; libpq's usual files where the target names none and they are there. */
function clientCertificate(target: ConnectionTarget): TlsOptions {
  const folder = join(homedir(), '.postgresql');
  const usual = join(folder, 'postgresql.crt');
  const certificate = target.sslCertificate ?? (existsSync(usual) ? usual : undefined);
  if (certificate === undefined) return {};
  const key = target.sslKey ?? join(folder, 'postgresql.key');
  const cert = readPem(certificate, 'client certificate');
  const pem = readPem(key, "client certificate's key");
  if (isOpenToOthers(key)) {
    const message = `The client certificate's key ${key} is not used: others can read it. Run chmod 600 on it.`;
    throw new DatabaseError(message, 'connection-failed');
  }
  return { cert, key: pem };
}

/** As libpq takes it: of the user's for nobody else, of root's for its group at most. */
function isOpenToOthers(file: string): boolean {
  if (process.platform === 'win32') return false;
  const { mode, uid } = statSync(file);
  return (mode & (uid === 0 && process.getuid?.() !== 0 ? 0o027 : 0o077)) !== 0;
}

function readPem(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(`The ${what} cannot be read: ${reason}.`, 'connection-failed');
  }
}

/** What the target says, or else libpq's usual file where there is one. */
function authorityOf(target: ConnectionTarget): Authority | undefined {
  if (target.sslRootCertificate === 'system') return 'system';
  const usual = join(homedir(), '.postgresql', 'root.crt');
  const file = target.sslRootCertificate ?? (existsSync(usual) ? usual : undefined);
  if (file === undefined) return undefined;
  return { pem: readPem(file, 'root certificate') };
}
