import * as vscode from 'vscode';
import { reporting } from '../errors.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { openExample } from './example.ts';
import { createWorkspaceLint } from './lintWorkspace.ts';

export interface WorkspaceDependencies {
  readonly server: LanguageServer;
  readonly output: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
  readonly storageUri: vscode.Uri;
}

/** Commands about the workspace as a whole and about the extension itself. */
export function registerWorkspaceCommands(dependencies: WorkspaceDependencies): vscode.Disposable {
  const { server, output, extensionUri, storageUri } = dependencies;
  const command = (name: string, run: () => Promise<void>) =>
    vscode.commands.registerCommand(`databaseArchitect.${name}`, reporting(output, run));
  const lint = createWorkspaceLint(vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath);
  return vscode.Disposable.from(
    lint,
    command('createConfigurationFile', async () => {
      const { createConfigurationFile } = await import('./configurationFile.ts');
      await createConfigurationFile();
    }),
    command('lintWorkspaceMigrations', () => lint.run()),
    command('openExample', () => openExample(extensionUri, storageUri)),
    command('restartLanguageServer', () => server.restart()),
    command('showOutput', async () => output.show()),
  );
}
