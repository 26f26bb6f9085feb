import * as vscode from 'vscode';
import { configurationFileName } from '../../../../server/src/analysis/configurationFile.ts';

const template = `{
  // Settings of Database Architect for this folder and those below it. The command line and the editor read the same file.
  // Which rules are on: "recommended", "strict" or "all".
  "preset": "recommended",

  // Major version of the oldest server that the migrations must run on.
  // "targetVersion": 16,

  // Name of the last migration that has run in production: it and those before it are not reported.
  // "migrationsAfter": "0001_initial.sql",

  // Severity per rule: "off", "hint", "info", "warning" or "error".
  "rules": {}
}
`;

/** Opens the configuration file of the workspace folder, and writes it first where there is none. */
export async function createConfigurationFile(): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const uri = vscode.Uri.joinPath(folder.uri, configurationFileName);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true, contents: new TextEncoder().encode(template) });
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder first: the file belongs to a folder.'));
  }
  return folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0];
}
