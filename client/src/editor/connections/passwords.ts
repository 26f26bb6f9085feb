import * as vscode from 'vscode';

/** Passwords by connection id, in the secret storage of the editor and nowhere else. */
export interface Passwords {
  get(id: string): Promise<string | undefined>;
  /** Asks the user, and says why; what is entered is kept. Undefined when the user gives up. */
  ask(id: string, name: string, reason: string): Promise<string | undefined>;
  set(id: string, password: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export function createPasswords(secrets: vscode.SecretStorage): Passwords {
  const key = (id: string) => `databaseArchitect.password.${id}`;
  const set = async (id: string, password: string) => secrets.store(key(id), password);
  return {
    get: async (id) => secrets.get(key(id)),
    set,
    ask: async (id, name, reason) => {
      const password = await vscode.window.showInputBox({
        title: vscode.l10n.t('Password for {0}', name),
        prompt: vscode.l10n.t(
          '{0} What you enter is kept in the secret storage of the editor.',
          reason.replace(/\.?$/, '.'),
        ),
        password: true,
        ignoreFocusOut: true,
      });
      if (password !== undefined) await set(id, password);
      return password;
    },
    remove: async (id) => secrets.delete(key(id)),
  };
}
