import { TextDocumentSyncKind, type TextDocumentSyncOptions } from 'vscode-languageserver/node';
import { configurationFileName } from '../analysis/configurationFile.ts';
import { readTextFile } from '../edge/readTextFile.ts';
import type { ServerContext } from './context.ts';
import { isPath } from './fileNames.ts';

/** For `initialize`. */
export const synchronizationOptions: TextDocumentSyncOptions = {
  openClose: true,
  change: TextDocumentSyncKind.Incremental,
  save: { includeText: false },
};

/** Keeps the workspace at the text of the open documents, which goes before the text on disk. */
export function registerSynchronization(context: ServerContext): void {
  const { connection, documents, names, workspace } = context;

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    names.opened(uri, languageId);
    const file = names.fileOf(uri);
    documents.open(uri, languageId, version, text);
    if (!isConfiguration(file)) workspace.set(file, text);
    context.changed(file);
  });

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const file = names.fileOf(uri);
    documents.change(uri, version, contentChanges, (document, edit) => {
      if (!isConfiguration(file)) workspace.set(file, document.getText(), edit);
    });
    if (context.folders.settings(file).lintRun === 'onType' || context.capabilities.textDocument?.diagnostic) {
      context.changed(file);
    }
  });

  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    const file = names.fileOf(uri);
    if (context.folders.settings(file).lintRun === 'onSave') context.changed(file);
  });

  connection.onDidCloseTextDocument(async ({ textDocument: { uri } }) => {
    const file = names.fileOf(uri);
    documents.close(uri);
    if (isConfiguration(file)) return;
    const onDisk = isPath(file) && isInFolders(context, file) ? await readTextFile(file) : undefined;
    if (documents.get(uri)) return;
    if (onDisk && 'text' in onDisk) workspace.set(file, onDisk.text);
    else workspace.remove(file);
    context.changed(file);
  });
}

function isConfiguration(file: string): boolean {
  return file.endsWith(`/${configurationFileName}`);
}

function isInFolders(context: ServerContext, file: string): boolean {
  return context.folders.paths.some((folder) => file.startsWith(`${folder}/`));
}
