import * as vscode from 'vscode';
import { reporting } from '../errors.ts';
import { createTextDocuments } from '../textDocuments.ts';
import type { ShownPlan } from './explainCommands.ts';
import { createPlanPanel } from './planPanel.ts';

/** The last plan: its panel, and the commands that show it as a read-only document. */
export function registerPlanViews(
  extensionUri: vscode.Uri,
  output: vscode.LogOutputChannel,
): vscode.Disposable & { show(plan: ShownPlan): void } {
  const documents = createTextDocuments('dbarch-plan');
  const openDocument = ({ result }: ShownPlan, view: 'text' | 'json') =>
    documents.show(view === 'text' ? 'plan.txt' : 'plan.json', result[view]);
  const panel = createPlanPanel({ extensionUri, openDocument });
  let last: ShownPlan | undefined;
  const openLast = (view: 'text' | 'json') =>
    reporting(output, async () => {
      if (last) await openDocument(last, view);
    });
  const registered = vscode.Disposable.from(
    documents,
    panel,
    vscode.commands.registerCommand('databaseArchitect.showPlanAsText', openLast('text')),
    vscode.commands.registerCommand('databaseArchitect.showPlanAsJson', openLast('json')),
  );
  return {
    show: (plan) => {
      last = plan;
      void vscode.commands.executeCommand('setContext', 'databaseArchitect.hasPlan', true);
      panel.show(plan);
    },
    dispose: () => registered.dispose(),
  };
}
