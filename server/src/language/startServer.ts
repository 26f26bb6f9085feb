import {
  type Connection,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  StreamMessageReader,
} from 'vscode-languageserver/node';
import { loadPostgresParser } from '../dialects/postgres/postgres.ts';
import { loadToolParsers } from '../tools/loadToolParsers.ts';
import { migrationGlobs } from '../tools/registry.ts';
import { codeActionOptions, registerCodeActions } from './codeActions.ts';
import { registerCodeLens } from './codeLens.ts';
import { registerConfigurationProblems } from './configurationProblems.ts';
import { createContext, type OwnedContext } from './createContext.ts';
import { diagnosticOptions, registerDiagnostics } from './diagnostics.ts';
import { registerDocumentSymbols } from './documentSymbols.ts';
import { registerHistory } from './history.ts';
import { registerHover } from './hover.ts';
import { registerOrigin } from './origin.ts';
import { preparedWriter } from './preparedReport.ts';
import { executeCommandOptions, registerRuleDocumentation } from './ruleDocumentation.ts';
import { defaultSettings, readSettings, type Settings } from './settings.ts';
import { registerStatementAt } from './statementAt.ts';
import { sendStatus } from './status.ts';
import { registerSynchronization, synchronizationOptions } from './synchronization.ts';
import { registerWatching, scanFolders } from './workspaceFiles.ts';

export interface ServerOptions {
  /** Folder of the grammars that lie beside the bundle. */
  readonly wasmFolder: string;
  /** Talk over standard input and output whatever the command line says. Default: as `--stdio`, `--node-ipc` … say. */
  readonly stdio?: boolean;
}

/** How long a client may take to tell its settings, in ms; afterwards the defaults are in force until it does. */
const settingsPatience = 2_000;

/** Starts the language server on the connection that the command line names. */
export function startServer({ wasmFolder, stdio = false }: ServerOptions): void {
  const connection =
    stdio || process.argv.includes('--stdio') ? stdioConnection() : createConnection(ProposedFeatures.all);
  const context = createContext(connection);
  let initial: unknown;
  let folderUris: readonly string[] = [];

  connection.onInitialize((params) => {
    context.capabilities = params.capabilities;
    initial = params.initializationOptions;
    folderUris = foldersOf(params);
    const parsers = Promise.all([loadPostgresParser(), loadToolParsers(wasmFolder)]);
    const initialized = new Promise<void>((resolve) => connection.onInitialized(() => resolve()));
    context.ready = Promise.all([parsers, initialized.then(loadSettings)]).then(() => undefined);
    context.scanned = context.ready.then(scan);
    context.ready.catch((error: unknown) => sendStatus(context, 'error', String(error)));
    initialized.then(registerDynamically, () => undefined);
    return initializeResult(params);
  });

  let asked = 0;

  async function loadSettings(): Promise<void> {
    asked++;
    const time = asked;
    const uris = folderUris;
    const answer = settingsOf(context, [undefined, ...uris], initial);
    const inTime = await within(settingsPatience, answer);
    applySettings(uris, inTime ?? [undefined, ...uris].map(() => readSettings(initial)));
    if (inTime) return;
    // A client that is busy with its own start answers late, and means it all the same.
    void answer.then((settings) => {
      if (time !== asked) return;
      applySettings(uris, settings);
      context.changed(undefined);
    });
  }

  function applySettings(uris: readonly string[], [outside = defaultSettings, ...settings]: readonly Settings[]): void {
    const paths = uris.map((uri) => context.names.fileOf(uri).replace(/\/$/, ''));
    context.folders.replace(new Map(paths.map((path, index) => [path, settings[index] ?? outside])), outside);
    context.workspace.invalidate();
  }

  async function reload(): Promise<void> {
    context.folders.forget();
    context.facts.forget();
    await loadSettings();
    sendStatus(context, 'ready');
    context.changed(undefined);
  }

  async function scan(): Promise<void> {
    sendStatus(context, 'busy', 'Reading migrations');
    await scanFolders(context).catch((error: unknown) => connection.console.error(`Reading migrations: ${error}`));
    sendStatus(context, 'ready');
    context.changed(undefined);
  }

  function registerDynamically(): void {
    const { workspace } = context.capabilities;
    if (workspace?.didChangeConfiguration?.dynamicRegistration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'databaseArchitect' });
    }
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const globs = [...migrationGlobs, '**/.dbarch.jsonc', '**/package.json', '**/*data-source*'];
      const watchers = globs.map((globPattern) => ({ globPattern }));
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map((folder) => folder.uri));
        folderUris = [...folderUris.filter((uri) => !gone.has(uri)), ...added.map((folder) => folder.uri)];
        context.scanned = reload().then(scan);
      });
    }
  }

  connection.onDidChangeConfiguration(({ settings }) => {
    const section: unknown = typeof settings === 'object' && settings !== null ? settings.databaseArchitect : undefined;
    if (section !== undefined) initial = section;
    reload().catch((error: unknown) => connection.console.error(`Settings: ${error}`));
  });

  for (const register of features) register(context);
  registerWatching(context, reload);
  connection.listen();
}

/** Over standard input and output; the server ends with them. */
function stdioConnection(): Connection {
  // Whatever writes to the console must not end up between the messages.
  console.log = console.error;
  for (const event of ['end', 'close']) process.stdin.on(event, () => process.exit(1));
  return createConnection(ProposedFeatures.all, new StreamMessageReader(process.stdin), preparedWriter(process.stdout));
}

const features: readonly ((context: OwnedContext) => void)[] = [
  registerSynchronization,
  registerDiagnostics,
  registerConfigurationProblems,
  registerCodeActions,
  registerHover,
  registerDocumentSymbols,
  registerCodeLens,
  registerRuleDocumentation,
  registerStatementAt,
  registerHistory,
  registerOrigin,
];

function initializeResult({ capabilities }: InitializeParams): InitializeResult {
  return {
    serverInfo: { name: 'Database Architect' },
    capabilities: {
      textDocumentSync: synchronizationOptions,
      ...(capabilities.textDocument?.diagnostic && { diagnosticProvider: diagnosticOptions }),
      codeActionProvider: codeActionOptions,
      hoverProvider: true,
      documentSymbolProvider: { label: 'Database Architect' },
      codeLensProvider: { resolveProvider: false },
      executeCommandProvider: executeCommandOptions,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map((folder) => folder.uri);
  return rootUri ? [rootUri] : [];
}

/** The settings for each scope, in order; a client that cannot be asked gave them with `initialize`. */
async function settingsOf(
  context: OwnedContext,
  scopes: readonly (string | undefined)[],
  initial: unknown,
): Promise<readonly Settings[]> {
  if (!context.capabilities.workspace?.configuration) return scopes.map(() => readSettings(initial));
  const items = scopes.map((scopeUri) => ({ scopeUri, section: 'databaseArchitect' }));
  const answers: unknown[] = await context.connection.workspace.getConfiguration(items).catch(() => []);
  return scopes.map((_, index) => readSettings(answers[index] ?? initial));
}

/** Undefined where it takes longer. */
async function within<Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  const value = await Promise.race([work, patience]);
  clearTimeout(timer);
  return value;
}
