import { type ParsedConnection, partsOfKeywords } from './connectionParts.ts';
import { splitPort } from './servers.ts';

const scheme = /^\s*(?:jdbc:)?(?:postgres|postgresql|postgis|pgsql)(?:\+\w+)?:\/\//i;

/** Whether text is a connection URI of PostgreSQL, also as JDBC, SQLAlchemy and Django write it. */
export function isPostgresUri(text: string): boolean {
  return scheme.test(text);
}

/**
 * Reads a URI (`postgres://user:password@host:5432/database?sslmode=require`) or a libpq keyword string
 * (`host=… dbname=… password='…'`). Never throws; a problem never repeats the text, which may hold a password.
 */
export function parseConnectionString(text: string): ParsedConnection {
  if (isPostgresUri(text)) return parseUri(text.trim().replace(scheme, ''));
  if (/^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return { problem: 'This URI is not of PostgreSQL: it must start with postgres:// or postgresql://.' };
  }
  return parseKeywordString(text);
}

function parseUri(rest: string): ParsedConnection {
  const [beforeQuery = '', query = ''] = splitAtFirst(
    rest.replace(/#.*$/s, (fragment) => (fragment.includes('@') ? fragment : '')),
    '?',
  );
  const at = beforeQuery.lastIndexOf('@');
  const [user, password] = at < 0 ? ['', ''] : splitAtFirst(beforeQuery.slice(0, at), ':');
  const [hosts = '', database = ''] = splitAtFirst(beforeQuery.slice(at + 1), '/');
  const servers = hosts.split(',').map(splitPort);
  if (servers.some(({ host }) => !/^(?:[^:]*|[\da-f:.%]*)$/is.test(host))) {
    return { problem: 'The part of the URI between "@" and "/" must be host or host:port.' };
  }
  const keywords = new Map<string, string>();
  try {
    const set = (name: string, value: string | undefined) => {
      if (value) keywords.set(name, decodeURIComponent(value));
    };
    set('user', user);
    set('password', password);
    set('host', servers.map(({ host }) => host).join(','));
    if (servers.some(({ port }) => port !== undefined)) set('port', servers.map(({ port }) => port ?? '').join(','));
    set('dbname', database);
    for (const pair of query.split('&')) {
      const [name = '', value] = splitAtFirst(pair, '=');
      set(name.toLowerCase(), value?.replaceAll('+', '%20'));
    }
  } catch {
    return { problem: 'The URI has a "%" that is not followed by two hexadecimal digits: write a "%" itself as %25.' };
  }
  return partsOfKeywords(keywords);
}

function parseKeywordString(text: string): ParsedConnection {
  const pair = /\s*([A-Za-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/gsy;
  const keywords = new Map<string, string>();
  let end = 0;
  for (const found of text.trimEnd().matchAll(pair)) {
    end = found.index + found[0].length;
    keywords.set((found[1] ?? '').toLowerCase(), (found[2] ?? found[3] ?? '').replace(/\\(.)/gs, '$1'));
  }
  if (keywords.size === 0 || end < text.trimEnd().length) {
    return {
      problem:
        "This is neither a URI (postgres://…) nor a list of keywords (host=… dbname=… user=…; quote blanks with '…').",
    };
  }
  return partsOfKeywords(keywords);
}

function splitAtFirst(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
