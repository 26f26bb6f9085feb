import * as vscode from 'vscode';
import type { Connections } from './connections.ts';

/** The active connection in the status bar; production wears the theme's warning colour. A click chooses another. */
export function createConnectionStatus(connections: Connections): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('databaseArchitect.connection', vscode.StatusBarAlignment.Left, 10);
  item.name = vscode.l10n.t('Database Architect: Active Connection');
  item.command = 'databaseArchitect.selectActiveConnection';
  const update = async (): Promise<void> => {
    const target = await connections.active();
    if (!target) {
      item.hide();
      return;
    }
    const icon = connections.isOpen(target.id) ? 'database' : 'circle-outline';
    item.text = `$(${icon}) ${target.name}`;
    item.tooltip =
      target.engine === 'embedded'
        ? vscode.l10n.t('Queries are explained on an embedded PostgreSQL, built from the migrations of this workspace.')
        : vscode.l10n.t('Queries are explained on "{0}" ({1}).', target.name, target.role);
    item.backgroundColor =
      target.role === 'production' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  const listener = connections.onDidChange(() => void update());
  return vscode.Disposable.from(item, listener);
}
