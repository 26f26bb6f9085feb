/** What a connection string, a file or the environment says of a server. The password is always apart. */
export interface ConnectionParts {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly sslMode?: string;
  readonly sslRootCertificate?: string;
  readonly applicationName?: string;
}

/** Where a connection leads, without secrets: `user@host:5432/database`. */
export function placeOf({ user, host, port, database }: ConnectionParts): string {
  return `${user ? `${user}@` : ''}${host ?? 'localhost'}:${port ?? 5432}/${database ?? ''}`;
}

export type ParsedConnection =
  | { readonly parts: ConnectionParts; readonly password?: string; readonly problem?: undefined }
  | { readonly parts?: undefined; readonly problem: string };

/** Reads libpq keywords (`host`, `dbname`, `sslmode` …). Unknown ones are left out; empty values count as not said. */
export function partsOfKeywords(keywords: ReadonlyMap<string, string>): ParsedConnection {
  const value = (...names: readonly string[]) => names.map((name) => keywords.get(name)).find(Boolean);
  const first = (text: string | undefined) => text?.split(',')[0];
  const portText = first(value('port'));
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
    return { problem: `The port must be a number from 1 to 65535, not "${portText}".` };
  }
  const parts: ConnectionParts = {
    host: first(value('host', 'hostaddr')),
    port,
    database: value('dbname', 'database'),
    user: value('user', 'username'),
    sslMode: sslMode(value('sslmode'), value('ssl')),
    sslRootCertificate: value('sslrootcert'),
    applicationName: value('application_name'),
  };
  return { parts: withoutUndefined(parts), password: value('password') };
}

function sslMode(mode: string | undefined, ssl: string | undefined): string | undefined {
  if (mode === 'no-verify') return 'require';
  return mode ?? (ssl === 'true' || ssl === '1' ? 'require' : undefined);
}

function withoutUndefined(parts: ConnectionParts): ConnectionParts {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
