import * as vscode from 'vscode';
import {
  CodeLensRequest,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { type StatusParams, statusNotification } from '../../../../server/src/protocol.ts';
import { type CodeLensRefresh, createCodeLensRefresh } from './codeLensRefresh.ts';
import { analysedDocuments } from './documents.ts';
import type { LanguageServerOptions } from './languageServer.ts';

/** A client that is not started yet. `onStatus` hears what the server says of itself, and when it is gone. */
export function newLanguageClient(
  { module, output, filterCodeLenses }: LanguageServerOptions,
  onStatus: (status: StatusParams) => void,
): LanguageClient {
  let lenses: CodeLensRefresh | undefined;
  const serverOptions: ServerOptions = { module, transport: TransportKind.ipc };
  const middleware: Middleware = {
    provideCodeLenses: async (document, token, next) => {
      const found = await next(document, token);
      if (!token.isCancellationRequested) lenses?.asked(document);
      return filterCodeLenses(found ?? []);
    },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: analysedDocuments,
    outputChannel: output,
    traceOutputChannel: output,
    diagnosticPullOptions: pullOptions(),
    middleware,
  };
  const client = new LanguageClient('databaseArchitect', 'Database Architect', serverOptions, clientOptions);
  const refreshLenses = (document: vscode.TextDocument) =>
    client.getFeature(CodeLensRequest.method).getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  client.onNotification(statusNotification, onStatus);
  client.onDidChangeState(({ newState }) => {
    lenses?.dispose();
    lenses = newState === State.Running ? createCodeLensRefresh(analysedDocuments, refreshLenses) : undefined;
    if (newState !== State.Stopped) return;
    onStatus({ state: 'error', rules: 0, message: vscode.l10n.t('The language server is not running.') });
  });
  return client;
}

function pullOptions(): { onChange: boolean; onSave: boolean } {
  const onType = vscode.workspace.getConfiguration('databaseArchitect').get('lint.run') !== 'onSave';
  return { onChange: onType, onSave: true };
}
