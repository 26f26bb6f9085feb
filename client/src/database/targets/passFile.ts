/** One line of a `.pgpass` file; `*` matches anything. */
export interface PassEntry {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Reads `host:port:database:user:password` lines, with `\:` and `\\` for the signs themselves. Other lines are left out. */
export function parsePassFile(text: string): readonly PassEntry[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (line.startsWith('#')) return [];
    const [host, port, database, user, password] = [...line.matchAll(/((?:[^:\\]|\\.|\\$)*)(?::|$)/gs)].map((field) =>
      (field[1] ?? '').replace(/\\(.)/gs, '$1'),
    );
    return host && port && database && user && password ? [{ host, port, database, user, password }] : [];
  });
}

/** The password of the first line that matches. A missing host is `localhost`, a missing port 5432, a missing database the user's name. */
export function findPassword(
  entries: readonly PassEntry[],
  server: { readonly host?: string; readonly port?: number; readonly database?: string; readonly user?: string },
): string | undefined {
  const { user = '', port = 5432 } = server;
  const host = server.host === undefined || server.host.startsWith('/') ? 'localhost' : server.host;
  const matches = (pattern: string, value: string) => pattern === '*' || pattern === value;
  return entries.find(
    (entry) =>
      (matches(entry.host, host) || (server.host !== undefined && entry.host === server.host)) &&
      matches(entry.port, String(port)) &&
      matches(entry.database, server.database ?? user) &&
      matches(entry.user, user),
  )?.password;
}
