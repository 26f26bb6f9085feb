import * as vscode from 'vscode';

/** Opens a copy of the example workspace: the user may change it at will. */
export async function openExample(extensionUri: vscode.Uri, storageUri: vscode.Uri): Promise<void> {
  const copy = vscode.Uri.joinPath(storageUri, 'shop');
  const exists = await vscode.workspace.fs.stat(copy).then(
    () => true,
    () => false,
  );
  if (!exists) {
    await vscode.workspace.fs.createDirectory(storageUri);
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'examples', 'shop'), copy);
  }
  await vscode.commands.executeCommand('vscode.openFolder', copy, {
    forceNewWindow: vscode.workspace.workspaceFolders !== undefined,
  });
}
