import type { CancellationToken } from 'vscode';
import type { Cancellation } from '../database/database.ts';

/** A token of the editor as the database knows it. */
export function toCancellation(token: CancellationToken): Cancellation {
  return {
    get isCancelled() {
      return token.isCancellationRequested;
    },
    onCancel: (listener) => {
      token.onCancellationRequested(listener);
    },
  };
}
