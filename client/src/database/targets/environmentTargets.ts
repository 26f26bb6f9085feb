import { type ConnectionParts, type ParsedConnection, partsOfKeywords } from './connectionParts.ts';
import { isPostgresUri, parseConnectionString } from './connectionString.ts';

/** A connection that a project or a machine already describes. `password` belongs into the secret store. */
export interface FoundTarget {
  /** Where it was found, for people: `DATABASE_URL in .env`. */
  readonly source: string;
  readonly parts: ConnectionParts;
  readonly password?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const libpq: readonly (readonly [variable: string, keyword: string])[] = [
  ['PGHOST', 'host'],
  ['PGHOSTADDR', 'hostaddr'],
  ['PGPORT', 'port'],
  ['PGDATABASE', 'dbname'],
  ['PGUSER', 'user'],
  ['PGPASSWORD', 'password'],
  ['PGSSLMODE', 'sslmode'],
  ['PGSSLROOTCERT', 'sslrootcert'],
  ['PGSSLCERT', 'sslcert'],
  ['PGSSLKEY', 'sslkey'],
  ['PGCHANNELBINDING', 'channel_binding'],
  ['PGTARGETSESSIONATTRS', 'target_session_attrs'],
  ['PGAPPNAME', 'application_name'],
  ['PGOPTIONS', 'options'],
  ['PGSERVICE', 'service'],
];

/** The variables of the official container image, and the host and port that go with them by habit. */
const container: typeof libpq = [
  ['POSTGRES_HOST', 'host'],
  ['POSTGRES_PORT', 'port'],
  ['POSTGRES_DB', 'dbname'],
  ['POSTGRES_USER', 'user'],
  ['POSTGRES_PASSWORD', 'password'],
];

/** Connections in variables: URIs under any name, libpq's `PG…`, the container image's `POSTGRES_…`. `place`: ` in .env` or ''. */
export function environmentTargets(variables: Variables, place: string): readonly FoundTarget[] {
  const found: FoundTarget[] = [];
  for (const [name, text] of Object.entries(variables)) {
    if (!text || !isPostgresUri(text) || !/(?:_|^)(?:URL|URI|DSN)$/i.test(name)) continue;
    const { parts, ...rest } = parseConnectionString(text);
    if (parts) found.push({ source: `${name}${place}`, parts, ...passwordOf(rest) });
  }
  for (const [family, label] of [
    [libpq, 'PG… variables'],
    [container, 'POSTGRES_… variables'],
  ] as const) {
    const keywords = keywordsOf(family, variables);
    if (!keywords.has('host') && !keywords.has('hostaddr') && !keywords.has('dbname')) continue;
    const { parts, ...rest } = partsOfKeywords(keywords);
    if (parts) found.push({ source: `${label}${place}`, parts, ...passwordOf(rest) });
  }
  return found;
}

/** What libpq's own variables say; what a connection string leaves open is taken from them. */
export function libpqEnvironment(variables: Variables): ParsedConnection {
  return partsOfKeywords(keywordsOf(libpq, variables));
}

function keywordsOf(family: typeof libpq, variables: Variables): ReadonlyMap<string, string> {
  return new Map(family.flatMap(([variable, keyword]) => pair(keyword, variables[variable])));
}

function pair(keyword: string, value: string | undefined): [string, string][] {
  return value ? [[keyword, value]] : [];
}

function passwordOf(rest: object): { password?: string } {
  return 'password' in rest && typeof rest.password === 'string' ? { password: rest.password } : {};
}
