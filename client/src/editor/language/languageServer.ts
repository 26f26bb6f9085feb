import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { type StatusParams, statusNotification } from '../../../../server/src/protocol.ts';
import { messageOf } from '../errors.ts';
import { analysedDocuments } from './documents.ts';

/** The language server as the rest of the editor sees it. */
export interface LanguageServer extends vscode.Disposable {
  /** Starts the server if need be, and asks it. Rejects where it cannot start or refuses. */
  request<Result>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<Result>;
  restart(): Promise<void>;
  readonly onStatus: vscode.Event<StatusParams>;
}

export interface LanguageServerOptions {
  /** Absolute path of the bundled server. */
  readonly module: string;
  readonly output: vscode.LogOutputChannel;
  /** Called on each lens list before it is shown. */
  readonly filterCodeLenses: (lenses: vscode.CodeLens[]) => vscode.CodeLens[];
}

/** Starts the language server with the first document that it has something to say about, or with the first request. */
export function createLanguageServer(options: LanguageServerOptions): LanguageServer {
  const status = new vscode.EventEmitter<StatusParams>();
  let client: LanguageClient | undefined;
  let starting: Promise<LanguageClient> | undefined;

  const start = (): Promise<LanguageClient> => {
    starting ??= startClient().catch((error: unknown) => {
      starting = undefined;
      status.fire({ state: 'error', rules: 0, message: messageOf(error) });
      throw error;
    });
    return starting;
  };

  const startClient = async (): Promise<LanguageClient> => {
    client = newClient(options);
    client.onNotification(statusNotification, (params: StatusParams) => status.fire(params));
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) {
        status.fire({ state: 'error', rules: 0, message: vscode.l10n.t('The language server is not running.') });
      }
    });
    const begun = performance.now();
    await client.start();
    options.output.info(`Language server started in ${Math.round(performance.now() - begun)} ms`);
    return client;
  };

  const stop = async (): Promise<void> => {
    const running = client;
    client = undefined;
    starting = undefined;
    if (running?.needsStop()) await running.stop();
    await running?.dispose();
  };

  const restart = async (): Promise<void> => {
    await stop();
    await start();
  };

  const startFor = (document: vscode.TextDocument): void => {
    if (starting || vscode.languages.match(analysedDocuments, document) === 0) return;
    start().catch((error: unknown) => options.output.error(messageOf(error)));
  };

  const listeners = [
    vscode.workspace.onDidOpenTextDocument(startFor),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (starting && change.affectsConfiguration('databaseArchitect.lint.run')) void restart();
    }),
  ];
  for (const document of vscode.workspace.textDocuments) startFor(document);

  return {
    request: async (method, params, token) => (await start()).sendRequest(method, params, token),
    restart,
    onStatus: status.event,
    dispose: () => {
      for (const listener of [...listeners, status]) listener.dispose();
      void stop();
    },
  };
}

function newClient({ module, output, filterCodeLenses }: LanguageServerOptions): LanguageClient {
  const serverOptions: ServerOptions = { module, transport: TransportKind.ipc };
  const middleware: Middleware = {
    provideCodeLenses: async (document, token, next) => filterCodeLenses((await next(document, token)) ?? []),
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: analysedDocuments,
    outputChannel: output,
    traceOutputChannel: output,
    diagnosticPullOptions: pullOptions(),
    middleware,
  };
  return new LanguageClient('databaseArchitect', 'Database Architect', serverOptions, clientOptions);
}

function pullOptions(): { onChange: boolean; onSave: boolean } {
  const onType = vscode.workspace.getConfiguration('databaseArchitect').get('lint.run') !== 'onSave';
  return { onChange: onType, onSave: true };
}
