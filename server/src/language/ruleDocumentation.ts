import type { ExecuteCommandOptions } from 'vscode-languageserver/node';
import type { ServerContext } from './context.ts';

/** Opens the page of a rule; its argument is the address. */
export const openRuleCommand = 'databaseArchitect.server.openRuleDocumentation';

/** For `initialize`. */
export const executeCommandOptions: ExecuteCommandOptions = { commands: [openRuleCommand] };

export function registerRuleDocumentation(context: ServerContext): void {
  context.connection.onExecuteCommand(({ command, arguments: [url] = [] }) =>
    context.answer('Rule documentation', undefined, async () => {
      if (command !== openRuleCommand || typeof url !== 'string' || !url.startsWith('https://')) return;
      await context.connection.window.showDocument({ uri: url, external: true });
    }),
  );
}
