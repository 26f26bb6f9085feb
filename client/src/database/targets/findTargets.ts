import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionTarget } from '../database.ts';
import type { ParsedConnection } from './connectionParts.ts';
import { parseDotenv } from './dotenvFile.ts';
import { environmentTargets, type FoundTarget, libpqEnvironment } from './environmentTargets.ts';
import { findPassword, parsePassFile } from './passFile.ts';
import { serversOf } from './servers.ts';
import { type FoundService, parseServiceFile } from './serviceFile.ts';

export interface TargetPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders whose `.env` files are read. Absolute. */
  readonly folders: readonly string[];
  readonly homeFolder?: string;
}

const dotenvFiles = ['.env', '.env.local', '.env.development', '.env.development.local'];

/** Connections that the environment, `.env` files and `pg_service.conf` describe. Files that are not there are no matter. */
export async function findTargets(places: TargetPlaces): Promise<readonly FoundTarget[]> {
  const found = [...environmentTargets(places.environment, '')];
  for (const folder of places.folders) {
    for (const name of dotenvFiles) {
      const text = await readIfThere(join(folder, name));
      if (text !== undefined) {
        found.push(...environmentTargets(parseDotenv(text, places.environment), ` in ${name}`));
      }
    }
  }
  return [...found, ...(await services(places))];
}

/**
 * Fills in what a connection string leaves open, in libpq's order: the service that it names (or `PGSERVICE`), then the
 * `PG…` variables. A service that is in no file is a problem.
 */
export async function completeConnection(
  parsed: ParsedConnection,
  places: Omit<TargetPlaces, 'folders'>,
): Promise<ParsedConnection> {
  if (!parsed.parts) return parsed;
  const environment = libpqEnvironment(places.environment);
  if (!environment.parts) return { problem: `The PG… variables of the environment: ${environment.problem}` };
  const name = parsed.service ?? environment.service;
  const service = (await services(places)).find((found) => found.service === name);
  if (name !== undefined && !service) {
    const files = serviceFiles(places).join(' or ');
    return { problem: `There is no service "${name}" in ${files}.` };
  }
  return {
    parts: { ...environment.parts, ...service?.parts, ...parsed.parts },
    password: parsed.password ?? service?.password ?? environment.password,
  };
}

async function services(places: Omit<TargetPlaces, 'folders'>): Promise<readonly FoundService[]> {
  const files = await Promise.all(
    serviceFiles(places).map(async (file) => {
      const text = await readIfThere(file);
      return text === undefined ? [] : parseServiceFile(text, file.split(/[\\/]/).at(-1) ?? file);
    }),
  );
  return files.flat();
}

/** The first one that has a service decides. */
function serviceFiles({ environment, homeFolder = homedir() }: Omit<TargetPlaces, 'folders'>): readonly string[] {
  const { PGSERVICEFILE, PGSYSCONFDIR } = environment;
  return [
    PGSERVICEFILE ?? join(homeFolder, '.pg_service.conf'),
    ...(PGSYSCONFDIR ? [join(PGSYSCONFDIR, 'pg_service.conf')] : []),
  ];
}

export interface PassFileAnswer {
  readonly password?: string;
  /** Why the file was not used. */
  readonly problem?: string;
}

/** The password that the password file has for a target. As with libpq, a file that others can read does not count. */
export async function passFilePassword(
  target: Pick<ConnectionTarget, 'host' | 'port' | 'database' | 'user'>,
  environment: Readonly<Record<string, string | undefined>>,
  homeFolder = homedir(),
): Promise<PassFileAnswer> {
  const windows = process.platform === 'win32';
  const usual = windows
    ? join(environment.APPDATA ?? homeFolder, 'postgresql', 'pgpass.conf')
    : join(homeFolder, '.pgpass');
  const file = environment.PGPASSFILE ?? usual;
  const info = await stat(file).catch(() => undefined);
  if (!info) return {};
  if (!info.isFile()) return { problem: `The password file ${file} is not used: it is no plain file.` };
  if (!windows && (info.mode & 0o077) !== 0) {
    return { problem: `The password file ${file} is not used: others can read it. Run chmod 600 on it.` };
  }
  const entries = parsePassFile((await readIfThere(file)) ?? '');
  const passwords = serversOf(target).map((server) => findPassword(entries, { ...target, ...server }));
  return { password: passwords.find((password) => password !== undefined) };
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
