import * as vscode from 'vscode';
import {
  type ConnectionTarget,
  type ConnectOptions,
  type Database,
  DatabaseError,
  type EmbeddedRuntime,
} from '../../database/database.ts';
import { toCancellation } from '../cancellation.ts';
import { messageOf } from '../errors.ts';
import type { Connect } from './connections.ts';
import type { Passwords } from './passwords.ts';

/** Opens a target; a password that is missing or wrong is asked for once. */
export function createConnect(
  passwords: Passwords,
  embedded: EmbeddedRuntime,
  output: vscode.LogOutputChannel,
): Connect {
  return async (target, token, onScript) => {
    // Drivers and the embedded engine are loaded with the first connection: activation stays quick.
    const { connectDatabase } = await import('../../database/connectDatabase.ts');
    const { passFilePassword } = await import('../../database/targets/findTargets.ts');
    const attempt = (secret: ConnectOptions['secret']): Promise<Database> =>
      connectDatabase(target, { secret, embedded, onScript, cancellation: toCancellation(token) });
    const fromPassFile = async () => {
      const { password, problem } = await passFilePassword(target, process.env);
      if (problem !== undefined) output.warn(problem);
      return password;
    };
    try {
      return await attempt(async () => (await passwords.get(target.id)) ?? (await fromPassFile()));
    } catch (error) {
      if (!needsPassword(error, target)) throw error;
      const password = await passwords.ask(target.id, target.name, messageOf(error));
      if (password === undefined) throw new vscode.CancellationError();
      return attempt(async () => password);
    }
  };
}

function needsPassword(error: unknown, target: ConnectionTarget): boolean {
  return target.engine === 'postgresql' && error instanceof DatabaseError && error.code === 'authentication-failed';
}

/** Where the parts of the embedded engine lie in the installed extension. */
export function embeddedRuntime(extensionUri: vscode.Uri, storageUri: vscode.Uri): EmbeddedRuntime {
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  return {
    workerFile: vscode.Uri.joinPath(dist, 'embeddedWorker.js').fsPath,
    assetsFolder: dist.fsPath,
    cacheFolder: vscode.Uri.joinPath(storageUri, 'embedded').fsPath,
  };
}
