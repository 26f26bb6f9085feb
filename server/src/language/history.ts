import { schemaStatements } from '../analysis/schemaStatements.ts';
import { type HistoryParams, type HistoryResult, historyRequest } from '../protocol.ts';
import type { ServerContext } from './context.ts';

/** Answers with the scripts that build the schema of a workspace folder, in the order in which they run. */
export function registerHistory(context: ServerContext): void {
  context.connection.onRequest(historyRequest, ({ folderUri }: HistoryParams, token) =>
    context.answer<HistoryResult>('History', { histories: [] }, async () => {
      await context.ready;
      await context.scanned;
      await context.settled(token);
      const folder = context.names.fileOf(folderUri).replace(/\/$/, '');
      const histories = [];
      for (const history of context.workspace.histories()) {
        if (!history.files.some((file) => file.startsWith(`${folder}/`))) continue;
        const scripts = [];
        for (const file of history.files) {
          const analysis = await context.analyse(file, token);
          if (!analysis) continue;
          scripts.push({
            file,
            statements: schemaStatements(analysis.script),
            transaction: analysis.script.transaction,
          });
        }
        histories.push({ key: history.key, tool: history.tool, scripts });
      }
      return { histories };
    }),
  );
}
