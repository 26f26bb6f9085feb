import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { type ConnectionTarget, DatabaseError } from '../database.ts';

/** How to encrypt, in the order in which it is tried; `false`: not at all. As libpq does it. */
export function tlsAttempts(target: ConnectionTarget): readonly (TlsOptions | false)[] {
  // Nothing travels over a socket of this machine that somebody could listen to.
  if (target.host?.startsWith('/')) return [false];
  const mode = target.sslMode ?? 'prefer';
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

/** What the target says, or else libpq's usual file where there is one. */
function authorityOf(target: ConnectionTarget): Authority | undefined {
  if (target.sslRootCertificate === 'system') return 'system';
  const usual = join(homedir(), '.postgresql', 'root.crt');
  const file = target.sslRootCertificate ?? (existsSync(usual) ? usual : undefined);
  if (file === undefined) return undefined;
  try {
    return { pem: readFileSync(file, 'utf8') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(`The root certificate cannot be read: ${reason}.`, 'connection-failed');
  }
}
