import * as vscode from 'vscode';
import { type ConnectionTarget, type Database, DatabaseError } from '../../database/database.ts';
import { messageOf } from '../errors.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { type ProgressMessages, withStatusProgress } from '../progress.ts';
import { embeddedTargets } from './embeddedTargets.ts';
import { readSavedConnections, toTarget } from './savedConnections.ts';

/** The connections of the window: which there are, which one is in use, and their open databases. */
export interface Connections extends vscode.Disposable {
  /** All targets, embedded first; empty in an untrusted workspace. Asks the language server the first time. */
  list(): Promise<readonly ConnectionTarget[]>;
  /** The one that explain uses: the chosen one, or the first. */
  active(): Promise<ConnectionTarget | undefined>;
  setActive(id: string): Promise<void>;
  /** Reads settings and migrations again; an embedded database whose scripts changed is closed. */
  reload(): Promise<void>;
  /** Connects, or gives the open connection. */
  open(id: string, token: vscode.CancellationToken): Promise<Database>;
  isOpen(id: string): boolean;
  close(id: string): Promise<void>;
  /** Targets, the active one or open connections changed. */
  readonly onDidChange: vscode.Event<void>;
}

/** Opens a target; separate so that drivers are loaded with the first connection and not with the extension. */
export type Connect = (
  target: ConnectionTarget,
  token: vscode.CancellationToken,
  onScript: (done: number) => void,
) => Promise<Database>;

interface OpenDatabase {
  readonly target: ConnectionTarget;
  readonly database: Promise<Database>;
  connected: boolean;
}

const activeKey = 'databaseArchitect.activeConnection';

export function createConnections(
  state: vscode.Memento,
  server: LanguageServer,
  connect: Connect,
  output: vscode.LogOutputChannel,
): Connections {
  const changed = new vscode.EventEmitter<void>();
  const open = new Map<string, OpenDatabase>();
  let targets: Promise<readonly ConnectionTarget[]> | undefined;
  let stale = false;

  const changedNow = (): void => {
    void setContext('connected', open.size > 0);
    changed.fire();
  };

  const load = async (): Promise<readonly ConnectionTarget[]> => {
    if (!vscode.workspace.isTrusted) return [];
    const embedded = await embeddedTargets(server).catch((error: unknown) => {
      output.warn(vscode.l10n.t('No embedded database: {0}', messageOf(error)));
      return [];
    });
    const all = [...embedded, ...readSavedConnections().map(toTarget)];
    void setContext('hasConnections', all.length > 0);
    return all;
  };

  const close = async (id: string): Promise<void> => {
    const entry = open.get(id);
    if (!entry) return;
    open.delete(id);
    changedNow();
    const database = await entry.database.catch(() => undefined);
    await database?.close();
  };

  const reload = async (): Promise<void> => {
    stale = false;
    targets = load();
    const current = new Map((await targets).map((target) => [target.id, target]));
    for (const [id, entry] of open) {
      if (!sameTarget(entry.target, current.get(id))) await close(id);
    }
    changedNow();
  };

  const list = async (): Promise<readonly ConnectionTarget[]> => {
    if (stale) await reload();
    targets ??= load();
    return targets;
  };

  const connectTo = (target: ConnectionTarget, token: vscode.CancellationToken): OpenDatabase => {
    const messages: ProgressMessages = {};
    const opening = connect(target, token, (done) => messages.tell?.(String(done + 1)));
    if (target.engine === 'embedded') {
      void withStatusProgress(buildingTitle(target), opening, messages).catch(() => undefined);
    }
    const entry: OpenDatabase = { target, database: opening, connected: false };
    entry.database.then(
      (database) => {
        entry.connected = true;
        database.onClose((error) => {
          if (open.get(target.id) !== entry) return;
          output.warn(`${target.name}: ${error.message}`);
          open.delete(target.id);
          changedNow();
        });
        for (const { file, line, message } of database.problems) output.warn(`${file}:${line + 1}: ${message}`);
        changedNow();
      },
      () => {
        if (open.get(target.id) === entry) open.delete(target.id);
        changedNow();
      },
    );
    return entry;
  };

  const listeners = [
    vscode.workspace.onDidGrantWorkspaceTrust(() => void reload()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void reload()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const sections = ['connections', 'connection', 'embedded'].map((name) => `databaseArchitect.${name}`);
      if (sections.some((section) => change.affectsConfiguration(section))) void reload();
    }),
    vscode.workspace.onDidSaveTextDocument(() => {
      stale = true;
    }),
  ];

  return {
    list,
    reload,
    close,
    active: async () => {
      const all = await list();
      return all.find(({ id }) => id === state.get(activeKey)) ?? all[0];
    },
    setActive: async (id) => {
      await state.update(activeKey, id);
      changedNow();
    },
    open: async (id, token) => {
      const target = (await list()).find((candidate) => candidate.id === id);
      if (!target || !vscode.workspace.isTrusted) {
        throw new DatabaseError(vscode.l10n.t('There is no such connection.'), 'connection-failed');
      }
      const entry = open.get(id) ?? connectTo(target, token);
      open.set(id, entry);
      return entry.database;
    },
    isOpen: (id) => open.get(id)?.connected ?? false,
    onDidChange: changed.event,
    dispose: () => {
      for (const listener of [...listeners, changed]) listener.dispose();
      for (const { database } of open.values()) database.then((opened) => opened.close()).catch(() => undefined);
    },
  };
}

function buildingTitle(target: ConnectionTarget): string {
  return vscode.l10n.t('Building the embedded database from {0} files', target.scripts?.length ?? 0);
}

/** Whether nothing about how to connect differs. */
export function sameTarget(one: ConnectionTarget, other: ConnectionTarget | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function setContext(name: string, value: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', `databaseArchitect.${name}`, value);
}
