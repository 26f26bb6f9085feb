import * as vscode from 'vscode';
import type { ConnectionTarget, Role } from '../../database/database.ts';

/** One entry of the setting `databaseArchitect.connections`: a target without secrets and without timeouts. */
export interface SavedConnection {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly options?: string;
  readonly searchPath?: string;
  readonly sslMode?: string;
  readonly sslRootCertificate?: string;
  readonly sslCertificate?: string;
  readonly sslKey?: string;
  readonly channelBinding?: string;
  readonly targetSessionAttributes?: string;
  readonly readOnly: boolean;
}

export const roles: readonly Role[] = ['development', 'staging', 'production'];

/** Reads the setting; an entry that is not one is left out. */
export function readSavedConnections(): readonly SavedConnection[] {
  const value: unknown = vscode.workspace.getConfiguration('databaseArchitect').get('connections');
  return Array.isArray(value) ? value.flatMap((entry: unknown) => parseConnection(entry) ?? []) : [];
}

/** Adds the connection, or replaces the one with the same id, where it is set: workspace or user settings. */
export async function saveConnection(connection: SavedConnection): Promise<void> {
  const { list, scope } = settingHolding(connection.id);
  const others = list.filter((entry) => parseConnection(entry)?.id !== connection.id);
  await write([...others, connection], scope);
}

export async function removeSavedConnection(id: string): Promise<void> {
  const { list, scope } = settingHolding(id);
  await write(
    list.filter((entry) => parseConnection(entry)?.id !== id),
    scope,
  );
}

/** The target with the timeouts of the settings. */
export function toTarget(saved: SavedConnection): ConnectionTarget {
  return { ...saved, engine: 'postgresql', applicationName: 'Database Architect', ...timeouts() };
}

export function timeouts(): Pick<ConnectionTarget, 'statementTimeoutMs' | 'lockTimeoutMs'> {
  const settings = vscode.workspace.getConfiguration('databaseArchitect.connection');
  return {
    statementTimeoutMs: settings.get('statementTimeoutMs', 30_000),
    lockTimeoutMs: settings.get('lockTimeoutMs', 2_000),
  };
}

function settingHolding(id: string): { list: readonly unknown[]; scope: vscode.ConfigurationTarget } {
  const values = vscode.workspace.getConfiguration('databaseArchitect').inspect<unknown[]>('connections');
  const shared = values?.workspaceValue;
  if (Array.isArray(shared) && (shared.some((entry) => parseConnection(entry)?.id === id) || !values?.globalValue)) {
    return { list: shared, scope: vscode.ConfigurationTarget.Workspace };
  }
  const own = values?.globalValue;
  return { list: Array.isArray(own) ? own : [], scope: vscode.ConfigurationTarget.Global };
}

function write(list: readonly unknown[], scope: vscode.ConfigurationTarget): Thenable<void> {
  return vscode.workspace.getConfiguration('databaseArchitect').update('connections', list, scope);
}

function parseConnection(value: unknown): SavedConnection | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (key: string): string | undefined => {
    const field: unknown = Reflect.get(value, key);
    return typeof field === 'string' && field.trim() !== '' ? field : undefined;
  };
  const name = text('name');
  if (name === undefined) return undefined;
  const port: unknown = Reflect.get(value, 'port');
  return {
    id: text('id') ?? name,
    name,
    // An unknown role is treated as the most careful one.
    role: text('role') === undefined ? 'development' : (roles.find((role) => role === text('role')) ?? 'production'),
    host: text('host'),
    port: typeof port === 'number' && Number.isInteger(port) ? port : undefined,
    database: text('database'),
    user: text('user'),
    options: text('options'),
    searchPath: text('searchPath'),
    sslMode: text('sslMode'),
    sslRootCertificate: text('sslRootCertificate'),
    sslCertificate: text('sslCertificate'),
    sslKey: text('sslKey'),
    channelBinding: text('channelBinding'),
    targetSessionAttributes: text('targetSessionAttributes'),
    readOnly: Reflect.get(value, 'readOnly') !== false,
  };
}
