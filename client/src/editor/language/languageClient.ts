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
import { analysedDocuments } from './documents.ts';
import type { LanguageServerOptions } from './languageServer.ts';

/** A client that is not started yet. `onStatus` hears what the server says of itself, and when it is gone. */
export function newLanguageClient(
  { module, output, filterCodeLenses }: LanguageServerOptions,
  onStatus: (status: StatusParams) => void,
): LanguageClient {
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
  const client = new LanguageClient('databaseArchitect', 'Database Architect', serverOptions, clientOptions);
  client.onNotification(statusNotification, onStatus);
  client.onDidChangeState(({ newState }) => {
    if (newState !== State.Stopped) return;
    onStatus({ state: 'error', rules: 0, message: vscode.l10n.t('The language server is not running.') });
  });
  return client;
}

function pullOptions(): { onChange: boolean; onSave: boolean } {
  const onType = vscode.workspace.getConfiguration('databaseArchitect').get('lint.run') !== 'onSave';
  return { onChange: onType, onSave: true };
}
