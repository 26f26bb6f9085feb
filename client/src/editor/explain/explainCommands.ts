import * as vscode from 'vscode';
import type { ExplainResult } from '../../database/database.ts';
import { toCancellation } from '../cancellation.ts';
import type { Connections } from '../connections/connections.ts';
import { reporting } from '../errors.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { withCancellableProgress } from '../progress.ts';
import { createConfirmation, runExplain } from './runExplain.ts';
import { type EditorStatement, placeFrom, selectedStatement, statementAt } from './statements.ts';

/** What a finished explain hands on. */
export interface ShownPlan {
  readonly result: ExplainResult;
  readonly statement: EditorStatement;
  readonly connectionName: string;
}

export interface ExplainDependencies {
  readonly server: LanguageServer;
  readonly connections: Connections;
  readonly output: vscode.LogOutputChannel;
  readonly show: (plan: ShownPlan) => void;
}

/** The commands that explain. One runs at a time; the stop command and the notification cancel it. */
export function registerExplainCommands({ server, connections, output, show }: ExplainDependencies): vscode.Disposable {
  const confirm = createConfirmation();
  let running: vscode.CancellationTokenSource | undefined;

  const explain = async (statement: EditorStatement | undefined, analyze: boolean): Promise<void> => {
    if (running) return;
    if (!statement) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is no statement here to explain.'));
      return;
    }
    const target = await connections.active();
    if (!target) {
      await offerConnection();
      return;
    }
    running = new vscode.CancellationTokenSource();
    await setRunning(true);
    try {
      const { token } = running;
      const work = async (): Promise<ExplainResult | undefined> => {
        const database = await connections.open(target.id, token);
        return runExplain(database, statement, analyze, confirm, toCancellation(token));
      };
      const result = await withCancellableProgress(
        progressTitle(analyze, target.name),
        () => running?.cancel(),
        work(),
      );
      if (result) show({ result, statement, connectionName: target.name });
    } finally {
      running.dispose();
      running = undefined;
      await setRunning(false);
    }
  };

  const command = (name: string, run: (...args: unknown[]) => Promise<void>) =>
    vscode.commands.registerCommand(`databaseArchitect.${name}`, reporting(output, run));
  return vscode.Disposable.from(
    command('explainStatement', async (uri, position) =>
      explain(await statementAt(server, placeFrom(uri, position)), false),
    ),
    command('explainAnalyzeStatement', async (uri, position) =>
      explain(await statementAt(server, placeFrom(uri, position)), true),
    ),
    command('explainSelection', async () => explain(selectedStatement(), false)),
    command('cancelExplain', async () => running?.cancel()),
  );
}

async function offerConnection(): Promise<void> {
  const add = vscode.l10n.t('Add Connection');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('There is no connection to explain on, and no migrations to build an embedded database from.'),
    add,
  );
  if (choice === add) await vscode.commands.executeCommand('databaseArchitect.addConnection');
}

function progressTitle(analyze: boolean, name: string): string {
  return analyze ? vscode.l10n.t('Explaining and running on "{0}"', name) : vscode.l10n.t('Explaining on "{0}"', name);
}

function setRunning(running: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'databaseArchitect.explainRunning', running);
}
