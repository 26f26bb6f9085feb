import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import { parseLintReport } from './lintReport.ts';

const largestReportBytes = 256 * 1024 * 1024;

export interface WorkspaceLint extends vscode.Disposable {
  /** Analyses every migration and query file of the workspace, and fills the Problems panel. */
  run(): Promise<void>;
}

/**
 * Lints files that are not open with the command line that comes with the extension: the same findings as in CI, in a
 * process of its own. Open files have live findings already, and take over from these when they are opened.
 */
export function createWorkspaceLint(commandLine: string): WorkspaceLint {
  const problems = vscode.languages.createDiagnosticCollection('databaseArchitect.workspace');
  const opened = vscode.workspace.onDidOpenTextDocument(({ uri }) => problems.delete(uri));
  return {
    run: async () => {
      const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
      if (folders.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder first: there are no files to lint.'));
        return;
      }
      problems.clear();
      const options = {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Linting the workspace'),
        cancellable: true,
      };
      const count = await vscode.window.withProgress(options, async (_, token) => {
        const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
        let found = 0;
        for (const folder of folders) {
          const report = parseLintReport(await lint(commandLine, folder.uri.fsPath, token), folder.uri);
          for (const { uri, diagnostics } of report) {
            found += diagnostics.length;
            if (!open.has(uri.toString())) problems.set(uri, diagnostics);
          }
        }
        return found;
      });
      await announce(count);
    },
    dispose: () => vscode.Disposable.from(problems, opened).dispose(),
  };
}

async function announce(count: number): Promise<void> {
  if (count === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing to report in this workspace.'));
    return;
  }
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** The JSON report of a folder. Exit status 1 says that there are findings, and is no failure. */
function lint(commandLine: string, folder: string, token: vscode.CancellationToken): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [commandLine, 'lint', '.', '--format', 'json'],
      // The desktop editor is Electron, which is Node only when asked to be.
      { cwd: folder, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, maxBuffer: largestReportBytes },
      (error, stdout, stderr) => {
        if (token.isCancellationRequested) reject(new vscode.CancellationError());
        else if (error && error.code !== 1 && !stdout.startsWith('{'))
          reject(new Error(stderr.trim() || error.message));
        else resolve(stdout);
      },
    );
    token.onCancellationRequested(() => child.kill());
  });
}
