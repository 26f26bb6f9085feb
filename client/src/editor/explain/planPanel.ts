import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  type PlanContent,
  type PlanView,
  parsePanelMessage,
  planViews,
  type ShowPlan,
} from '../../../webview/planMessages.ts';
import { parsePlan } from '../../explain/parsePlan.ts';
import type { ShownPlan } from './explainCommands.ts';
import { planPage } from './planPage.ts';

export interface PlanPanel extends vscode.Disposable {
  show(plan: ShownPlan): void;
}

export interface PlanPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly openDocument: (plan: ShownPlan, view: 'text' | 'json') => Promise<void>;
}

/** One panel beside the editor; the next plan takes the place of the last. */
export function createPlanPanel({ extensionUri, openDocument }: PlanPanelOptions): PlanPanel {
  const icon = (file: string) => vscode.Uri.joinPath(extensionUri, 'media', file);
  const resources = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  let panel: vscode.WebviewPanel | undefined;
  let current: ShownPlan | undefined;

  const post = () => {
    if (!panel || !current) return;
    const message: ShowPlan = { type: 'show', content: contentOf(current), view: defaultView() };
    void panel.webview.postMessage(message);
  };
  const receive = async (value: unknown): Promise<void> => {
    const message = parsePanelMessage(value);
    if (!message || !current) return;
    switch (message.type) {
      case 'ready':
        post();
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(current.result[message.view]);
        break;
      case 'open-document':
        await openDocument(current, message.view);
        break;
      case 'reveal-statement':
        await revealStatement(current);
        break;
    }
  };
  const open = (): vscode.WebviewPanel => {
    const made = vscode.window.createWebviewPanel(
      'databaseArchitect.plan',
      vscode.l10n.t('Plan'),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [resources] },
    );
    made.iconPath = { light: icon('tabLight.svg'), dark: icon('activityBar.svg') };
    made.webview.onDidReceiveMessage(receive);
    made.onDidDispose(() => {
      panel = undefined;
    });
    const uri = (file: string) => made.webview.asWebviewUri(vscode.Uri.joinPath(resources, file)).toString();
    made.webview.html = planPage({
      cspSource: made.webview.cspSource,
      scriptUri: uri('plan.js'),
      styleUri: uri('plan.css'),
      nonce: randomBytes(16).toString('base64'),
    });
    return made;
  };

  return {
    show: (plan) => {
      current = plan;
      if (panel) {
        panel.reveal(undefined, true);
        post();
      } else {
        panel = open();
      }
      panel.title = plan.result.analyzed ? vscode.l10n.t('Plan (analyzed)') : vscode.l10n.t('Plan');
    },
    dispose: () => panel?.dispose(),
  };
}

function contentOf({ result, connectionName }: ShownPlan): PlanContent {
  const { sql, text, json, serverVersion, rolledBack, genericPlan } = result;
  return { sql, text, json, connectionName, serverVersion, rolledBack, genericPlan, ...parsePlan(json) };
}

function defaultView(): PlanView {
  const setting = vscode.workspace.getConfiguration('databaseArchitect').get('explain.defaultView');
  return planViews.find((view) => view === setting) ?? 'tree';
}

async function revealStatement({ statement }: ShownPlan): Promise<void> {
  const document = await vscode.workspace.openTextDocument(statement.uri);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, selection: statement.range });
}
