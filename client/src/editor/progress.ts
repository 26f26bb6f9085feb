import * as vscode from 'vscode';

/** Work that is done by then shows no progress. Milliseconds. */
const momentMs = 300;

/** Shows a notification with a cancel button while the work runs, if it takes longer than a moment. */
export function withCancellableProgress<Result>(
  title: string,
  cancel: () => void,
  work: Promise<Result>,
): Promise<Result> {
  return withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, cancel, work);
}

/** Shows what goes on in the status bar, if it takes longer than a moment. */
export function withStatusProgress<Result>(title: string, work: Promise<Result>): Promise<Result> {
  return withProgress({ location: vscode.ProgressLocation.Window, title }, () => {}, work);
}

async function withProgress<Result>(
  options: vscode.ProgressOptions,
  cancel: () => void,
  work: Promise<Result>,
): Promise<Result> {
  const timer = setTimeout(() => {
    void vscode.window.withProgress(options, async (_, token) => {
      token.onCancellationRequested(cancel);
      await work.catch(() => undefined);
    });
  }, momentMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
