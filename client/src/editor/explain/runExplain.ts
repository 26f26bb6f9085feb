import * as vscode from 'vscode';
import {
  type Cancellation,
  type ConnectionTarget,
  type Database,
  DatabaseError,
  type ExplainOptions,
  type ExplainResult,
} from '../../database/database.ts';
import { statementKind, stricterKind } from '../../database/statementKind.ts';
import { allowDataChanges } from '../connections/readOnly.ts';
import type { EditorStatement } from './statements.ts';

/** Asked before anything runs that changes data; resolves to true where the user agreed. */
export type ConfirmDataChange = (sql: string, target: ConnectionTarget) => Promise<boolean>;

/**
 * Climbs the safety ladder: a plan without running; a query in a read-only transaction, where the server judges; a data
 * change only after the user agreed, never on production, and rolled back. Undefined where the user declined.
 */
export async function runExplain(
  database: Database,
  statement: EditorStatement,
  analyze: boolean,
  confirm: ConfirmDataChange,
  cancellation: Cancellation,
): Promise<ExplainResult | undefined> {
  const explain = (change: Partial<ExplainOptions>) =>
    database.explain(statement.sql, { ...explainSettings(), kind: statement.kind, ...change }, cancellation);
  const withoutRunning = () => explain({ analyze: false });
  if (!analyze) return withoutRunning();

  const kind = stricterKind(statementKind(statement.sql), statement.kind);
  if (kind !== 'data-change') {
    try {
      return await explain({ analyze: true });
    } catch (error) {
      // The statement looked like a query, and the server's read-only transaction found that it writes.
      if (!(error instanceof DatabaseError) || error.code !== 'read-only') throw error;
    }
  }
  const { target } = database;
  if (target.role === 'production') return offerPlanOnly(target, withoutRunning);
  if (target.readOnly) {
    await allowDataChanges(target);
    return undefined;
  }
  if (!(await confirm(statement.sql, target))) return undefined;
  return explain({ analyze: true, allowDataChange: true, kind: 'data-change' });
}

async function offerPlanOnly(
  target: ConnectionTarget,
  withoutRunning: () => Promise<ExplainResult>,
): Promise<ExplainResult | undefined> {
  const explain = vscode.l10n.t('Explain without Running');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('This statement changes data, and "{0}" is a production connection: it is not run.', target.name),
    // A notification hides by itself, and what waits for its answer would keep every other explain from starting.
    { modal: true },
    explain,
  );
  return choice === explain ? withoutRunning() : undefined;
}

/** Asks with a modal, always or once for each connection until the window closes, as the setting says. */
export function createConfirmation(): ConfirmDataChange {
  const agreed = new Set<string>();
  return async (sql, target) => {
    const once =
      vscode.workspace.getConfiguration('databaseArchitect').get('explain.confirmDataChange') === 'oncePerSession';
    if (once && agreed.has(target.id)) return true;
    const run = vscode.l10n.t('Run and Roll Back');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('Run this statement on "{0}" ({1}) and roll it back?', target.name, target.role),
      {
        modal: true,
        detail: vscode.l10n.t(
          '{0}\n\nLocks are held until the rollback. Sequences are not restored, and neither is anything that the statement does outside of the database.',
          preview(sql),
        ),
      },
      run,
    );
    if (choice !== run) return false;
    agreed.add(target.id);
    return true;
  };
}

const previewLength = 400;

function preview(sql: string): string {
  return sql.length > previewLength ? `${sql.slice(0, previewLength)}…` : sql;
}

function explainSettings(): ExplainOptions {
  const settings = vscode.workspace.getConfiguration('databaseArchitect.explain');
  return {
    analyze: false,
    allowDataChange: false,
    buffers: settings.get('buffers', true),
    verbose: settings.get('verbose', false),
    settings: settings.get('settings', true),
    wal: settings.get('wal', false),
  };
}
