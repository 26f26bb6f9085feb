import { DatabaseError } from '../database.ts';
import { toDatabaseError } from '../serverErrors.ts';
import { scrubSecrets } from '../targets/scrubSecrets.ts';

/** Why no connection came about, in words that name the server and never the password. */
export function connectionError(error: unknown, server: string, password: string | undefined): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const known = toDatabaseError(error);
  const text = error instanceof Error ? error.message || codeOf(error) : String(error);
  const reason = scrubSecrets(text, [password]);
  const asksPassword = /password must be a (non-empty )?string/i.test(reason);
  if (known.code === 'authentication-failed' || asksPassword) {
    const detail = asksPassword ? 'it wants a password and none is known' : reason;
    return new DatabaseError(
      `The server at ${server} refused the login: ${detail}.`,
      'authentication-failed',
      known.sqlState,
    );
  }
  const message = `Cannot connect to the server at ${server}: ${explained(codeOf(error), reason)}.`;
  return new DatabaseError(message, 'connection-failed', known.sqlState);
}

function explained(code: string, reason: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nobody listens there (ECONNREFUSED): the server is not running, or the port is another';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of the host is not known here (${code})`;
    case 'ETIMEDOUT':
      return 'it does not answer (ETIMEDOUT): the host is off, or a firewall is in between';
    case 'ENOENT':
      return `there is no socket of a server in this folder (${reason})`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is for another host (${reason})`;
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'no authority that is trusted here signed its certificate. Name the PEM file of the one that did as root certificate; SSL mode require without a root certificate encrypts but does not check whose server it is';
    default:
      return reason;
  }
}

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
