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
    // Under its name only when it is whole: a copy that was cut short is not taken for the example.
    const part = vscode.Uri.joinPath(storageUri, 'shop.part');
    const example = vscode.Uri.joinPath(extensionUri, 'examples', 'shop');
    await vscode.workspace.fs.copy(example, part, { overwrite: true });
    await vscode.workspace.fs.rename(part, copy, { overwrite: true });
  }
  await vscode.commands.executeCommand('vscode.openFolder', copy, {
    forceNewWindow: vscode.workspace.workspaceFolders !== undefined,
  });
}
