import * as vscode from 'vscode';
import type { ConnectionTarget } from '../../database/database.ts';
import { placeOf } from '../../database/targets/connectionParts.ts';
import { reporting } from '../errors.ts';
import type { SchemaTree } from '../schema/schemaTree.ts';
import { isTreeNode } from '../schema/treeNode.ts';
import type { Connections } from './connections.ts';
import type { Passwords } from './passwords.ts';
import { allowDataChanges, setReadOnly } from './readOnly.ts';
import { readSavedConnections, removeSavedConnection, saveConnection } from './savedConnections.ts';

/** The commands that add, change, choose and close connections. Each takes a node of the view, or asks. */
export function registerConnectionCommands(
  connections: Connections,
  passwords: Passwords,
  tree: SchemaTree,
  output: vscode.LogOutputChannel,
): vscode.Disposable {
  const command = (name: string, run: (argument: unknown) => Promise<void>) =>
    vscode.commands.registerCommand(`databaseArchitect.${name}`, reporting(output, run));
  const chosen = async (argument: unknown, title: string, matches: (target: ConnectionTarget) => boolean) =>
    isTreeNode(argument) && argument.type === 'connection'
      ? argument.target
      : pickTarget((await connections.list()).filter(matches), title);
  const isSaved = (target: ConnectionTarget) => target.engine !== 'embedded';

  const connect = async (target: ConnectionTarget): Promise<void> => {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Connecting to "{0}"', target.name),
      cancellable: true,
    };
    await vscode.window.withProgress(options, (_, token) => connections.open(target.id, token));
  };

  return vscode.Disposable.from(
    command('addConnection', async () => {
      const { newConnection } = await import('./connectionForm.ts');
      const made = await newConnection();
      if (!made) return;
      if (made.password !== undefined) await passwords.set(made.connection.id, made.password);
      await saveConnection(made.connection);
      await connections.reload();
      await connections.setActive(made.connection.id);
    }),
    command('editConnection', async (argument) => {
      const target = await chosen(argument, vscode.l10n.t('Edit Connection'), isSaved);
      const saved = readSavedConnections().find(({ id }) => id === target?.id);
      const { editConnection } = await import('./connectionForm.ts');
      const edited = saved && (await editConnection(saved));
      if (!edited) return;
      if (edited.password !== undefined) await passwords.set(edited.connection.id, edited.password);
      await saveConnection(edited.connection);
      await connections.close(edited.connection.id);
    }),
    command('removeConnection', async (argument) => {
      const target = await chosen(argument, vscode.l10n.t('Remove Connection'), isSaved);
      if (!target || !(await confirmRemoval(target))) return;
      // Out of the list first: a view that still shows it open would connect again.
      await removeSavedConnection(target.id);
      await connections.reload();
      await passwords.remove(target.id);
    }),
    command('selectActiveConnection', async (argument) => {
      const target = await chosen(argument, vscode.l10n.t('Connection to explain on'), () => true);
      if (target) await connections.setActive(target.id);
    }),
    command('connect', async (argument) => {
      const target = await chosen(argument, vscode.l10n.t('Connect'), ({ id }) => !connections.isOpen(id));
      if (target) await connect(target);
    }),
    command('disconnect', async (argument) => {
      const target = await chosen(argument, vscode.l10n.t('Disconnect'), ({ id }) => connections.isOpen(id));
      if (!target) return;
      tree.collapse(target.id);
      await connections.close(target.id);
    }),
    command('toggleReadOnly', async (argument) => {
      const target = await chosen(argument, vscode.l10n.t('Allow or forbid data changes'), isSaved);
      if (target?.readOnly) await allowDataChanges(target);
      else if (target) await setReadOnly(target.id, true);
    }),
  );
}

async function pickTarget(targets: readonly ConnectionTarget[], title: string): Promise<ConnectionTarget | undefined> {
  if (targets.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no such connection.'));
    return undefined;
  }
  const items = targets.map((target) => ({
    label: target.name,
    description: target.engine === 'embedded' ? vscode.l10n.t('embedded') : target.role,
    detail: target.engine === 'embedded' ? undefined : placeOf(target),
    target,
  }));
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.target;
}

async function confirmRemoval(target: ConnectionTarget): Promise<boolean> {
  const remove = vscode.l10n.t('Remove');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove the connection "{0}" and its stored password?', target.name),
    { modal: true },
    remove,
  );
  return choice === remove;
}
