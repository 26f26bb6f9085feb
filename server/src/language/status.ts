import { type StatusParams, statusNotification } from '../protocol.ts';
import { rules } from '../rules/registry.ts';
import type { ServerContext } from './context.ts';

/** Tells the client how the server is: for its status item. */
export function sendStatus(context: ServerContext, state: StatusParams['state'], message?: string): void {
  const [configuration] = context.folders.configurationFiles();
  const status: StatusParams = { state, rules: rules.length, message, configurationFile: configuration?.path };
  void context.connection.sendNotification(statusNotification, status);
}
