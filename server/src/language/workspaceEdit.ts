import type { TextEdit as LspTextEdit, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { NewFile, TextEdit } from '../model/finding.ts';
import type { ServerContext } from './context.ts';
import { rangeOf } from './ranges.ts';

/** Whether a fix that needs a new file can be offered to this client. */
export function canCreateFiles({ capabilities }: ServerContext): boolean {
  const support = capabilities.workspace?.workspaceEdit;
  return support?.documentChanges === true && support.resourceOperations?.includes('create') === true;
}

/** Edits of the document and of other files, and new files, in the form that the client understands. */
export function workspaceEdit(
  context: ServerContext,
  document: TextDocument,
  edits: readonly TextEdit[],
  creates: readonly NewFile[],
): WorkspaceEdit {
  const byUri = new Map<string, LspTextEdit[]>();
  for (const edit of edits) {
    const target = edit.file === undefined ? document : context.document(edit.file);
    if (!target) continue;
    const own = byUri.get(target.uri) ?? [];
    own.push({ range: rangeOf(target, edit.span), newText: edit.newText });
    byUri.set(target.uri, own);
  }
  if (context.capabilities.workspace?.workspaceEdit?.documentChanges !== true) {
    return { changes: Object.fromEntries(byUri) };
  }
  const documentChanges: WorkspaceEdit['documentChanges'] = [...byUri].map(
    ([uri, own]): TextDocumentEdit => ({
      textDocument: { uri, version: context.documents.get(uri)?.version ?? null },
      edits: own,
    }),
  );
  for (const { file, text } of creates) {
    const uri = context.names.uriOf(file);
    const start = { line: 0, character: 0 };
    documentChanges.push(
      { kind: 'create', uri, options: { ignoreIfExists: false, overwrite: false } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
    );
  }
  return { documentChanges };
}
