import { quoteIdentifier } from '../../explain/quoteIdentifier.ts';
import { joinServers, serverName, serversOf } from './servers.ts';

/** What a connection string, a file or the environment says of a server. The password is always apart. */
export interface ConnectionParts {
  /** Several are separated by commas, each with its port where these differ. */
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly sslMode?: string;
  readonly sslRootCertificate?: string;
  readonly sslCertificate?: string;
  readonly sslKey?: string;
  readonly channelBinding?: string;
  readonly targetSessionAttributes?: string;
  readonly applicationName?: string;
  readonly options?: string;
  /** As the server's setting has it: names in quotes where they need them. */
  readonly searchPath?: string;
}

/** Where a connection leads, without secrets: `user@host:5432/database`. */
export function placeOf({ user, host, port, database }: ConnectionParts): string {
  return `${user ? `${user}@` : ''}${serversOf({ host, port }).map(serverName).join(',')}/${database ?? ''}`;
}

export type ParsedConnection =
  | {
      readonly parts: ConnectionParts;
      readonly password?: string;
      /** The section of a `pg_service.conf` that says the rest. */
      readonly service?: string;
      readonly problem?: undefined;
    }
  | { readonly parts?: undefined; readonly problem: string };

/** Reads libpq keywords (`host`, `dbname`, `sslmode` …). Unknown ones are left out; empty values count as not said. */
export function partsOfKeywords(keywords: ReadonlyMap<string, string>): ParsedConnection {
  const value = (...names: readonly string[]) => names.map((name) => keywords.get(name)).find(Boolean);
  const ports = value('port')?.split(',') ?? [];
  const wrong = ports.find((port) => port !== '' && !isPort(Number(port)));
  if (wrong !== undefined) return { problem: `The port must be a number from 1 to 65535, not "${wrong}".` };
  const servers = joinServers(value('host', 'hostaddr')?.split(',') ?? [], ports);
  if (!servers) return { problem: 'There must be one port for all hosts, or one for each of them.' };
  const parts: ConnectionParts = {
    ...servers,
    database: value('dbname', 'database'),
    user: value('user', 'username'),
    sslMode: sslMode(value('sslmode'), value('ssl')),
    sslRootCertificate: value('sslrootcert'),
    sslCertificate: value('sslcert'),
    sslKey: value('sslkey'),
    channelBinding: value('channel_binding'),
    targetSessionAttributes: value('target_session_attrs'),
    applicationName: value('application_name'),
    options: value('options'),
    // Prisma's URLs name one schema, JDBC's a list as the server takes it.
    searchPath: value('currentschema') ?? quoted(value('schema')),
  };
  return { parts: withoutUndefined(parts), password: value('password'), service: value('service') };
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65536;
}

function sslMode(mode: string | undefined, ssl: string | undefined): string | undefined {
  if (mode === 'no-verify') return 'require';
  return mode ?? (ssl === 'true' || ssl === '1' ? 'require' : undefined);
}

function quoted(schema: string | undefined): string | undefined {
  return schema === undefined ? undefined : quoteIdentifier(schema);
}

function withoutUndefined(parts: ConnectionParts): ConnectionParts {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
