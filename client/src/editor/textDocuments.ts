import * as vscode from 'vscode';

/** Documents whose text is still kept when the editor asks for it again. */
const kept = 50;

export interface TextDocuments extends vscode.Disposable {
  /** Opens text as a read-only document; the ending of the title decides its language. */
  show(title: string, text: string): Promise<void>;
}

/** Read-only documents under one scheme: they can be searched, folded, compared and copied like any file. */
export function createTextDocuments(scheme: string): TextDocuments {
  const texts = new Map<string, string>();
  let count = 0;
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? vscode.l10n.t('This text is no longer kept.'),
  });
  return {
    show: async (title, text) => {
      count += 1;
      const uri = vscode.Uri.from({ scheme, path: `/${count}/${title.replaceAll('/', '_')}` });
      texts.set(uri.toString(), text);
      for (const key of [...texts.keys()].slice(0, -kept)) texts.delete(key);
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: true });
    },
    dispose: () => provider.dispose(),
  };
}
