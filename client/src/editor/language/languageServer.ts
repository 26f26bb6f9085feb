import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { StatusParams } from '../../../../server/src/protocol.ts';
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
    // The client library takes longer to load than all the rest: it comes with the first document and not with activation.
    const { newLanguageClient } = await import('./languageClient.ts');
    client = newLanguageClient(options, (params) => status.fire(params));
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
    request: async (method, params, token) => {
      const running = await start();
      // An absent token would be taken for a second parameter.
      return token ? running.sendRequest(method, params, token) : running.sendRequest(method, params);
    },
    restart,
    onStatus: status.event,
    dispose: () => {
      for (const listener of [...listeners, status]) listener.dispose();
      void stop();
    },
  };
}
