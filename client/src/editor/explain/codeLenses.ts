import * as vscode from 'vscode';

/** Takes the explain lenses out where they are turned off, or where nothing may run because the workspace is not trusted. */
export function filterCodeLenses(lenses: vscode.CodeLens[]): vscode.CodeLens[] {
  const enabled = vscode.workspace.getConfiguration('databaseArchitect').get('codeLens.enable', true);
  if (enabled && vscode.workspace.isTrusted) return lenses;
  return lenses.filter(({ command }) => !command?.command.startsWith('databaseArchitect.explain'));
}
