import * as vscode from 'vscode';
import { sqlFileStatements } from '../../../../server/src/analysis/schemaStatements.ts';
import type { SchemaScript } from '../../../../server/src/model/schemaScript.ts';
import { type HistoryParams, type HistoryResult, historyRequest } from '../../../../server/src/protocol.ts';
import type { ConnectionTarget } from '../../database/database.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { timeouts } from './savedConnections.ts';

/** One embedded database for each migration history of the workspace; none where the setting forbids it. */
export async function embeddedTargets(server: LanguageServer): Promise<readonly ConnectionTarget[]> {
  const settings = vscode.workspace.getConfiguration('databaseArchitect.embedded');
  if (!settings.get('enable', true)) return [];
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const targets = await Promise.all(folders.map((folder) => targetsOf(server, folder, settings.get('seedFiles', []))));
  return targets.flat();
}

async function targetsOf(
  server: LanguageServer,
  folder: vscode.WorkspaceFolder,
  seedFiles: readonly string[],
): Promise<readonly ConnectionTarget[]> {
  const params: HistoryParams = { folderUri: folder.uri.toString() };
  const { histories } = await server.request<HistoryResult>(historyRequest, params);
  const usable = histories.filter((history) => history.scripts.length > 0);
  const seeds = usable.length === 1 ? await readSeeds(folder, seedFiles) : [];
  return usable.map((history) => ({
    id: `embedded:${history.key}`,
    name: usable.length === 1 ? folder.name : `${folder.name}: ${relativeFolder(history.scripts)}`,
    engine: 'embedded',
    role: 'development',
    // It holds only what the migrations and seeds made, and everything is rolled back.
    readOnly: false,
    scripts: [...history.scripts.map(({ file, statements }) => ({ file, statements })), ...seeds],
    ...timeouts(),
  }));
}

function relativeFolder(scripts: readonly { readonly file: string }[]): string {
  const path = vscode.workspace.asRelativePath(scripts[0]?.file ?? '', false);
  return path.split('/').slice(0, -1).join('/');
}

async function readSeeds(folder: vscode.WorkspaceFolder, files: readonly string[]): Promise<readonly SchemaScript[]> {
  const scripts = await Promise.all(
    files.map(async (file): Promise<SchemaScript | undefined> => {
      const uri = vscode.Uri.joinPath(folder.uri, file);
      const bytes = await vscode.workspace.fs.readFile(uri).then(
        (content) => content,
        () => undefined,
      );
      return bytes && { file: uri.fsPath, statements: sqlFileStatements(new TextDecoder().decode(bytes)) };
    }),
  );
  return scripts.filter((script) => script !== undefined);
}
