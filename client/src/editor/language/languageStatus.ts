import * as vscode from 'vscode';
import type { StatusParams } from '../../../../server/src/protocol.ts';
import { analysedDocuments } from './documents.ts';

/** The `{}` entry of the status bar: how many rules are on and which configuration file decides, with the output or a restart one click away. */
export function createLanguageStatus(onStatus: vscode.Event<StatusParams>): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('databaseArchitect.status', analysedDocuments);
  item.name = 'Database Architect';
  item.text = vscode.l10n.t('Database Architect');
  item.detail = vscode.l10n.t('Starting');
  item.busy = true;
  const showOutput = { command: 'databaseArchitect.showOutput', title: vscode.l10n.t('Show Output') };
  const restart = { command: 'databaseArchitect.restartLanguageServer', title: vscode.l10n.t('Restart') };
  item.command = showOutput;
  const listener = onStatus((status) => {
    item.busy = status.state === 'busy';
    item.severity =
      status.state === 'error' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.text =
      status.state === 'error'
        ? vscode.l10n.t('Database Architect is not running')
        : vscode.l10n.t('{0} rules', status.rules);
    item.command = status.state === 'error' ? restart : showOutput;
    item.detail = status.message ?? configurationText(status.configurationFile);
  });
  return vscode.Disposable.from(item, listener);
}

function configurationText(file: string | undefined): string {
  return file ? vscode.workspace.asRelativePath(file) : vscode.l10n.t('default configuration');
}
