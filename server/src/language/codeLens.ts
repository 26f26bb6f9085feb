import { type CodeLens, CodeLensRefreshRequest } from 'vscode-languageserver/node';
import type { ServerContext } from './context.ts';
import { rangeOf } from './ranges.ts';
import { statementKind } from './statementKind.ts';

/** `Explain | Explain Analyze` above each statement that can be explained; the client runs the commands. */
export function registerCodeLens(context: ServerContext): void {
  context.connection.onCodeLens(({ textDocument: { uri } }, token) =>
    context.answer<CodeLens[]>('Code lens', [], async () => {
      await context.ready;
      const file = context.names.fileOf(uri);
      const document = context.documents.get(uri);
      if (!document || !context.folders.settings(file).codeLens) return [];
      const analysis = await context.analyse(file, token);
      if (!analysis) return [];
      return analysis.script.statements.flatMap((statement): CodeLens[] => {
        const kind = statement.inBodyOf ? 'other' : statementKind(statement);
        if (kind === 'other' || statement.reading.statements !== undefined) return [];
        const range = rangeOf(document, statement.span);
        const analyzed = kind === 'data-change' ? 'Explain Analyze (rolls back)' : 'Explain Analyze';
        return [
          { range, command: lens('Explain', 'databaseArchitect.explainStatement') },
          { range, command: lens(analyzed, 'databaseArchitect.explainAnalyzeStatement') },
        ];
        function lens(title: string, command: string) {
          return { title, command, arguments: [uri, range] };
        }
      });
    }),
  );

  context.onChange((file) => {
    const canRefresh = context.capabilities.workspace?.codeLens?.refreshSupport === true;
    if (file === undefined && canRefresh) void context.connection.sendRequest(CodeLensRefreshRequest.type);
  });
}
