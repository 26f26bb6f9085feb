import * as vscode from 'vscode';

/** Sets the context `databaseArchitect.hasFindings` with the first finding: the walkthrough waits for it. */
export function watchForFindings(): vscode.Disposable {
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    const found = uris.some((uri) =>
      vscode.languages.getDiagnostics(uri).some(({ source }) => source === 'database-architect'),
    );
    if (!found) return;
    void vscode.commands.executeCommand('setContext', 'databaseArchitect.hasFindings', true);
    listener.dispose();
  });
  return listener;
}
