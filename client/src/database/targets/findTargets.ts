import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionTarget } from '../database.ts';
import { parseDotenv } from './dotenvFile.ts';
import { environmentTargets, type FoundTarget } from './environmentTargets.ts';
import { findPassword, parsePassFile } from './passFile.ts';
import { parseServiceFile } from './serviceFile.ts';

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
  const { PGSERVICEFILE, PGSYSCONFDIR } = places.environment;
  const home = places.homeFolder ?? homedir();
  const serviceFiles = [
    PGSERVICEFILE ?? join(home, '.pg_service.conf'),
    ...(PGSYSCONFDIR ? [join(PGSYSCONFDIR, 'pg_service.conf')] : []),
  ];
  for (const file of serviceFiles) {
    const text = await readIfThere(file);
    if (text !== undefined) found.push(...parseServiceFile(text, file.split(/[\\/]/).at(-1) ?? file));
  }
  return found;
}

/** The password that the password file has for a target. As with libpq, a file that others can read does not count. */
export async function passFilePassword(
  target: Pick<ConnectionTarget, 'host' | 'port' | 'database' | 'user'>,
  environment: Readonly<Record<string, string | undefined>>,
  homeFolder = homedir(),
): Promise<string | undefined> {
  const windows = process.platform === 'win32';
  const usual = windows
    ? join(environment.APPDATA ?? homeFolder, 'postgresql', 'pgpass.conf')
    : join(homeFolder, '.pgpass');
  const file = environment.PGPASSFILE ?? usual;
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile() || (!windows && (info.mode & 0o077) !== 0)) return undefined;
  const text = await readIfThere(file);
  return text === undefined ? undefined : findPassword(parsePassFile(text), target);
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
