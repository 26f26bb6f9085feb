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

/** Set while a progress is shown: says behind its title how far the work is. */
export interface ProgressMessages {
  tell?: (message: string) => void;
}

/** Shows what goes on in the status bar, if it takes longer than a moment. */
export function withStatusProgress<Result>(
  title: string,
  work: Promise<Result>,
  messages: ProgressMessages = {},
): Promise<Result> {
  return withProgress({ location: vscode.ProgressLocation.Window, title }, () => {}, work, messages);
}

async function withProgress<Result>(
  options: vscode.ProgressOptions,
  cancel: () => void,
  work: Promise<Result>,
  messages: ProgressMessages = {},
): Promise<Result> {
  const timer = setTimeout(() => {
    void vscode.window.withProgress(options, async (progress, token) => {
      messages.tell = (message) => progress.report({ message });
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
