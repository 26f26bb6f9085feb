import * as vscode from 'vscode';
import { DatabaseError } from '../database/database.ts';

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for what the user stopped: nothing is said about it. */
export function isCancelled(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof DatabaseError && error.code === 'cancelled');
}

/** Logs the error and shows it with a way to the log. */
export async function showError(error: unknown, output: vscode.LogOutputChannel): Promise<void> {
  if (isCancelled(error)) return;
  const message = messageOf(error);
  output.error(message);
  const openLog = vscode.l10n.t('Open Log');
  if ((await vscode.window.showErrorMessage(message, openLog)) === openLog) output.show();
}

/** Runs what a command does; what it throws is shown and not passed on. */
export function reporting<Arguments extends unknown[]>(
  output: vscode.LogOutputChannel,
  run: (...args: Arguments) => Promise<void>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      await run(...args);
    } catch (error) {
      await showError(error, output);
    }
  };
}
