import { FileChangeType } from 'vscode-languageserver/node';
import { matchesAny } from '../analysis/configuration.ts';
import { configurationFileName } from '../analysis/configurationFile.ts';
import { findFiles } from '../edge/findFiles.ts';
import { readTextFile } from '../edge/readTextFile.ts';
import type { OwnedContext } from './createContext.ts';
import { immediate } from './createContext.ts';

/** A migration history is not longer than this; a folder with more files is one of data. */
const mostFiles = 20_000;
/** Longer files on disk are not history: only read when they are opened. In UTF-16 units. */
const longestText = 8 * 1024 * 1024;
const readAtOnce = 16;

/** Reads the migrations of the workspace folders, so that a file that is opened has its history. */
export async function scanFolders(context: OwnedContext): Promise<void> {
  const { connection, folders } = context;
  for (const folder of folders.paths) {
    const isIgnored = (file: string) => matchesAny(folders.configuration(`${folder}/x`).ignore, file);
    const found = await findFiles([folder], { isIgnored });
    for (const problem of found.problems) connection.console.warn(`${problem.file} ${problem.message}`);
    const files = found.files.slice(0, mostFiles);
    if (found.files.length > files.length) {
      connection.console.warn(`${folder} has ${found.files.length} files; the first ${mostFiles} are read as history.`);
    }
    for (let at = 0; at < files.length; at += readAtOnce) {
      await Promise.all(files.slice(at, at + readAtOnce).map((file) => readFromDisk(context, file)));
      await immediate();
    }
  }
}

/** Follows changes of files on disk that the client reports. */
export function registerWatching(context: OwnedContext, reload: () => Promise<void>): void {
  context.connection.onDidChangeWatchedFiles(async ({ changes }) => {
    let isProject = false;
    for (const { uri, type } of changes) {
      const file = context.names.fileOf(uri);
      if (isProjectFile(file)) isProject = true;
      else if (context.documents.get(uri)) continue;
      else if (type === FileChangeType.Deleted) removeFile(context, file);
      else await readFromDisk(context, file);
    }
    if (isProject) await reload();
    context.changed(undefined);
  });
}

async function readFromDisk(context: OwnedContext, file: string): Promise<void> {
  if (context.documents.get(context.names.uriOf(file))) return;
  const decoded = await readTextFile(file);
  // It may have been opened meanwhile.
  if (context.documents.get(context.names.uriOf(file))) return;
  if ('problem' in decoded) context.connection.console.warn(`${file} ${decoded.problem}`);
  else if (decoded.text.length <= longestText) context.workspace.set(file, decoded.text);
}

function removeFile(context: OwnedContext, file: string): void {
  context.workspace.remove(file);
  for (const other of context.workspace.files()) {
    const isOpen = context.documents.get(context.names.uriOf(other)) !== undefined;
    if (other.startsWith(`${file}/`) && !isOpen) context.workspace.remove(other);
  }
}

/** Files whose content decides how migrations are read. */
function isProjectFile(file: string): boolean {
  return (
    file.endsWith(`/${configurationFileName}`) ||
    /\/(package\.json|[^/]*data-?source[^/]*|ormconfig[^/]*|metadata\.toml|Cargo\.toml|[^/]*\.conf)$/i.test(file)
  );
}
