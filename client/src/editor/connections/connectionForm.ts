import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DatabaseError, type Role } from '../../database/database.ts';
import { type ConnectionParts, type ParsedConnection, placeOf } from '../../database/targets/connectionParts.ts';
import { parseConnectionString } from '../../database/targets/connectionString.ts';
import type { FoundTarget } from '../../database/targets/environmentTargets.ts';
import { completeConnection, findTargets } from '../../database/targets/findTargets.ts';
import { roles, type SavedConnection } from './savedConnections.ts';

/** What the user entered; the password apart, as it is stored apart. */
export interface EnteredConnection {
  readonly connection: SavedConnection;
  /** Undefined where none was entered: a stored one stays. */
  readonly password?: string;
}

type Source = vscode.QuickPickItem &
  ({ readonly by: 'uri' } | { readonly by: 'fields' } | { readonly by: 'found'; readonly found: FoundTarget });

/** Asks where to connect: one of what the environment and files of the workspace name, a URI, or field by field. */
export async function newConnection(): Promise<EnteredConnection | undefined> {
  const title = vscode.l10n.t('Add Connection');
  const sources: Source[] = [
    { by: 'uri', label: vscode.l10n.t('$(link) Connection URI'), description: 'postgresql://user@host:5432/database' },
    { by: 'fields', label: vscode.l10n.t('$(edit) Host, database and user') },
    ...(await foundTargets()).map(
      (found): Source => ({
        by: 'found',
        found,
        label: `$(search) ${found.source}`,
        description: placeOf(found.parts),
      }),
    ),
  ];
  const source = await vscode.window.showQuickPick(sources, { title, placeHolder: vscode.l10n.t('How to connect') });
  const given = source && (await start(source, title));
  if (!given) return undefined;
  const { applicationName: _, ...parts } = given.parts;
  const draft: SavedConnection = { ...parts, id: randomUUID(), name: '', role: 'development', readOnly: true };
  const connection = source.by === 'fields' ? await askFields(draft, title) : draft;
  const finished = connection && (await askNameAndRole(connection, title));
  return finished && { connection: finished, password: given.password };
}

/** Goes through the fields of a saved connection again. */
export async function editConnection(connection: SavedConnection): Promise<EnteredConnection | undefined> {
  const title = vscode.l10n.t('Edit Connection');
  const fields = await askFields(connection, title);
  const finished = fields && (await askNameAndRole(fields, title));
  if (!finished) return undefined;
  const password = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Password; empty keeps the stored one.'),
    password: true,
    ignoreFocusOut: true,
  });
  return password === undefined ? undefined : { connection: finished, password: password || undefined };
}

interface Start {
  readonly parts: ConnectionParts;
  readonly password?: string;
}

async function start(source: Source, title: string): Promise<Start | undefined> {
  switch (source.by) {
    case 'fields':
      return { parts: {} };
    case 'found':
      return source.found;
    case 'uri': {
      const text = await vscode.window.showInputBox({
        title,
        prompt: vscode.l10n.t('A password in it is moved to the secret storage of the editor.'),
        placeHolder: 'postgresql://user@host:5432/database?sslmode=require',
        ignoreFocusOut: true,
        validateInput: (value) => parseConnectionString(value).problem,
      });
      return text === undefined ? undefined : withService(parseConnectionString(text));
    }
  }
}

/** A connection string can leave everything to a section of `pg_service.conf`: `service=shop`. */
async function withService(parsed: ParsedConnection): Promise<Start | undefined> {
  // The variables of the environment stay out of what is saved.
  const { PGSERVICEFILE, PGSYSCONFDIR } = process.env;
  const complete = await completeConnection(parsed, { environment: { PGSERVICEFILE, PGSYSCONFDIR } });
  if (!complete.parts) throw new DatabaseError(complete.problem, 'connection-failed');
  return complete;
}

function foundTargets(): Promise<readonly FoundTarget[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return findTargets({ environment: process.env, folders: folders.map(({ uri }) => uri.fsPath) });
}

async function askFields(connection: SavedConnection, title: string): Promise<SavedConnection | undefined> {
  const host = await ask(title, vscode.l10n.t('Host'), connection.host ?? 'localhost');
  if (host === undefined) return undefined;
  const port = await ask(title, vscode.l10n.t('Port'), String(connection.port ?? 5432), portProblem);
  if (port === undefined) return undefined;
  const database = await ask(title, vscode.l10n.t('Database'), connection.database ?? '');
  if (database === undefined) return undefined;
  const user = await ask(title, vscode.l10n.t('User'), connection.user ?? '');
  if (user === undefined) return undefined;
  return {
    ...connection,
    host,
    port: Number(port),
    database: database || undefined,
    user: user || undefined,
  };
}

async function askNameAndRole(connection: SavedConnection, title: string): Promise<SavedConnection | undefined> {
  const suggestion = connection.name || `${connection.database ?? 'postgres'} (${connection.host ?? 'localhost'})`;
  const name = await ask(title, vscode.l10n.t('Name to show'), suggestion, (value) =>
    value.trim() === '' ? vscode.l10n.t('A connection needs a name.') : undefined,
  );
  if (name === undefined) return undefined;
  const items = roles.map((role) => ({ label: role, description: roleDescription(role), role }));
  const placeHolder = vscode.l10n.t('What the database is used for');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  return chosen && { ...connection, name, role: chosen.role };
}

function roleDescription(role: Role): string {
  switch (role) {
    case 'development':
      return vscode.l10n.t('Data changes can be explained after a question, and are rolled back.');
    case 'staging':
      return vscode.l10n.t('The same; shown apart.');
    case 'production':
      return vscode.l10n.t('Data changes are never run.');
  }
}

function ask(
  title: string,
  prompt: string,
  value: string,
  validateInput?: (value: string) => string | undefined,
): Thenable<string | undefined> {
  return vscode.window.showInputBox({ title, prompt, value, validateInput, ignoreFocusOut: true });
}

function portProblem(value: string): string | undefined {
  const port = Number(value);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? undefined : vscode.l10n.t('A number from 1 to 65535.');
}
