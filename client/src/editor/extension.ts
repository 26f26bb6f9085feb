import * as vscode from 'vscode';
import { registerWorkspaceCommands } from './commands/workspaceCommands.ts';
import { createConnect, embeddedRuntime } from './connections/connect.ts';
import { registerConnectionCommands } from './connections/connectionCommands.ts';
import { createConnectionStatus } from './connections/connectionStatus.ts';
import { createConnections } from './connections/connections.ts';
import { createPasswords } from './connections/passwords.ts';
import { filterCodeLenses } from './explain/codeLenses.ts';
import { registerExplainCommands } from './explain/explainCommands.ts';
import { registerPlanViews } from './explain/planCommands.ts';
import { watchForFindings } from './language/findingsContext.ts';
import { createLanguageServer } from './language/languageServer.ts';
import { createLanguageStatus } from './language/languageStatus.ts';
import { registerSchemaCommands } from './schema/schemaCommands.ts';
import { createSchemaTree } from './schema/schemaTree.ts';
import { createTextDocuments } from './textDocuments.ts';

/** Puts the parts together; each part is in its own file. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, globalStorageUri: storageUri } = context;
  const output = vscode.window.createOutputChannel('Database Architect', { log: true });
  const server = createLanguageServer({
    module: vscode.Uri.joinPath(extensionUri, 'dist', 'server.js').fsPath,
    output,
    filterCodeLenses,
  });
  const passwords = createPasswords(context.secrets);
  const connect = createConnect(passwords, embeddedRuntime(extensionUri, storageUri), output);
  const connections = createConnections(context.workspaceState, server, connect, output);
  const tree = createSchemaTree(connections);
  const plans = registerPlanViews(extensionUri, output);
  const results = createTextDocuments('dbarch-result');
  context.subscriptions.push(
    output,
    server,
    connections,
    tree,
    plans,
    results,
    createLanguageStatus(server.onStatus),
    createConnectionStatus(connections),
    watchForFindings(),
    registerConnectionCommands(connections, passwords, tree, output),
    registerExplainCommands({ server, connections, output, show: plans.show }),
    registerSchemaCommands({ tree, connections, server, output, showText: results.show }),
    registerWorkspaceCommands({ server, output, extensionUri, storageUri }),
  );
}
