import * as vscode from 'vscode';
import type { ConnectionTarget } from '../../database/database.ts';
import { readSavedConnections, saveConnection } from './savedConnections.ts';

/** Asks, and then lifts the read-only mode of a saved connection. The connection is opened anew when next used. */
export async function allowDataChanges(target: ConnectionTarget): Promise<void> {
  const allow = vscode.l10n.t('Allow Data Changes');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('"{0}" is read-only. Allow data changes on it?', target.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Explain Analyze may then run data changes, each after a question, and rolls them back. Run the command again afterwards.',
      ),
    },
    allow,
  );
  if (choice === allow) await setReadOnly(target.id, false);
}

/** Changes the mode in the settings. A connection that is not saved (the embedded one) has none to change. */
export async function setReadOnly(id: string, readOnly: boolean): Promise<void> {
  const saved = readSavedConnections().find((connection) => connection.id === id);
  if (saved) await saveConnection({ ...saved, readOnly });
}
