import * as vscode from 'vscode';

export interface CodeLensRefresh extends vscode.Disposable {
  /** The editor asks for the lenses of a document. */
  asked(document: vscode.TextDocument): void;
}

/** Well after the editor's own pause before it asks. */
const patienceMs = 1000;
/** An editor whose lenses are turned off never asks. */
const mostTries = 3;

/**
 * Has the editor ask for the lenses of what is in sight where it did not: it gives up for good when the focus leaves a
 * text within a quarter of a second after it was opened or changed. `refresh` makes it ask for those of a document.
 */
export function createCodeLensRefresh(
  selector: vscode.DocumentSelector,
  refresh: (document: vscode.TextDocument) => void,
): CodeLensRefresh {
  /** Document → what was asked or tried for its present version. */
  const known = new WeakMap<vscode.TextDocument, { version: number; asked: boolean; tries: number }>();
  let timer: NodeJS.Timeout | undefined;

  const stateOf = (document: vscode.TextDocument) => {
    const last = known.get(document);
    if (last?.version === document.version) return last;
    const fresh = { version: document.version, asked: false, tries: 0 };
    known.set(document, fresh);
    return fresh;
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(check, patienceMs);
  };
  const check = () => {
    for (const { document } of vscode.window.visibleTextEditors) {
      const state = stateOf(document);
      if (state.asked || state.tries >= mostTries || vscode.languages.match(selector, document) === 0) continue;
      state.tries++;
      refresh(document);
      wait();
    }
  };
  const isVisible = (document: vscode.TextDocument) =>
    vscode.window.visibleTextEditors.some((editor) => editor.document === document);
  const listeners = [
    vscode.window.onDidChangeVisibleTextEditors(wait),
    vscode.workspace.onDidChangeTextDocument(({ document }) => isVisible(document) && wait()),
  ];
  wait();
  return {
    asked: (document) => {
      stateOf(document).asked = true;
    },
    dispose: () => {
      clearTimeout(timer);
      for (const listener of listeners) listener.dispose();
    },
  };
}
