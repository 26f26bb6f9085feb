import { homedir } from 'node:os';
import { join } from 'node:path';
import { schemaStatements, sqlFileStatements } from '../../../server/src/analysis/schemaStatements.ts';
import { readTextFile } from '../../../server/src/edge/readTextFile.ts';
import type { SchemaScript } from '../../../server/src/model/schemaScript.ts';
import type { ConnectionTarget, ConnectOptions, EmbeddedRuntime } from '../database/database.ts';
import { warmUpEngine } from '../database/embedded/embeddedWorker.ts';
import { parseConnectionString } from '../database/targets/connectionString.ts';
import { completeConnection, passFilePassword } from '../database/targets/findTargets.ts';
import type { CommonOptions } from './commandLine.ts';
import { UsageError } from './exitStatus.ts';
import { absolutePath, displayPath, openProject } from './project.ts';
import type { Terminal } from './terminal.ts';

export interface ExplainTarget {
  readonly target: ConnectionTarget;
  readonly options: ConnectOptions;
}

/** Where to explain: the server of `--db`, or the embedded engine with the schema of the migrations found. Throws UsageError. */
export async function explainTarget(options: CommonOptions, terminal: Terminal): Promise<ExplainTarget> {
  return options.database === undefined ? embeddedTarget(options) : serverTarget(options.database, options, terminal);
}

const limits = { statementTimeoutMs: 30_000, lockTimeoutMs: 5_000 } as const;

async function serverTarget(
  url: string,
  { allowDataChange }: CommonOptions,
  { environment, stderr }: Terminal,
): Promise<ExplainTarget> {
  const connection = await completeConnection(parseConnectionString(url), { environment });
  if (connection.problem !== undefined) throw new UsageError(`--db: ${connection.problem}`);
  const target: ConnectionTarget = {
    id: 'terminal',
    name: connection.parts.host ?? 'localhost',
    engine: 'postgresql',
    role: 'development',
    applicationName: 'dbarch',
    ...connection.parts,
    ...limits,
    readOnly: !allowDataChange,
  };
  let warned = false;
  const secret = async (): Promise<string | undefined> => {
    if (connection.password !== undefined) return connection.password;
    const { password, problem } = await passFilePassword(target, environment);
    if (problem !== undefined && !warned) stderr.write(`dbarch: ${problem}\n`);
    warned = true;
    return password;
  };
  return { target, options: { secret } };
}

async function embeddedTarget(options: CommonOptions): Promise<ExplainTarget> {
  const embedded: EmbeddedRuntime = {
    workerFile: join(__dirname, 'embeddedWorker.js'),
    assetsFolder: __dirname,
    cacheFolder: join(homedir(), '.cache', 'dbarch', 'embedded'),
  };
  // The engine gets ready while the migrations are read.
  warmUpEngine(embedded);
  const scripts = [...(await migrationScripts(options)), ...(await seedScript(options.seed))];
  return {
    target: {
      id: 'embedded',
      name: 'embedded',
      engine: 'embedded',
      role: 'development',
      scripts,
      ...limits,
      // It holds a copy that was nobody's, and everything is rolled back.
      readOnly: false,
    },
    options: { embedded },
  };
}

/** Every history below the folder, each in its order. */
async function migrationScripts(options: CommonOptions): Promise<readonly SchemaScript[]> {
  const { workspace, problems } = await openProject({
    options: { ...options, paths: [options.migrations ?? '.'], stdin: false },
  });
  if (options.migrations !== undefined && problems[0]) {
    throw new UsageError(`--migrations: ${problems[0].file}: ${problems[0].message}`);
  }
  return workspace
    .histories()
    .flatMap(({ files }) => files)
    .flatMap((file) => {
      const script = workspace.analysis(file)?.script;
      if (script?.dialect !== 'postgresql') return [];
      return [{ file: displayPath(file), statements: schemaStatements(script) }];
    });
}

async function seedScript(seed: string | undefined): Promise<readonly SchemaScript[]> {
  if (seed === undefined) return [];
  const source = await readTextFile(absolutePath(seed));
  if (!('text' in source)) throw new UsageError(`--seed: ${seed} ${source.problem}`);
  return [{ file: seed, statements: sqlFileStatements(source.text) }];
}
