import {
  type CancellationToken,
  CancellationTokenSource,
  type DiagnosticOptions,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver/node';
import { configurationFileName } from '../analysis/configurationFile.ts';
import type { FileAnalysis } from '../analysis/workspace.ts';
import type { ServerContext } from './context.ts';
import { diagnosticTexts } from './diagnosticTexts.ts';
import { PreparedReport } from './preparedReport.ts';
import { diagnosticSource } from './toDiagnostics.ts';

/** For `initialize`: changes of one migration can change the findings of another. */
export const diagnosticOptions: DiagnosticOptions = {
  identifier: diagnosticSource,
  interFileDependencies: true,
  workspaceDiagnostics: false,
};

const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

/** Answers clients that pull diagnostics, and sends them to those that cannot. */
export function registerDiagnostics(context: ServerContext): void {
  const sent = new Map<string, { readonly analysis: FileAnalysis | undefined; readonly resultId: string }>();
  let lastId = 0;

  context.connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
    context.answer<DocumentDiagnosticReport>('Diagnostics', nothing, async () => {
      await context.ready;
      const analysis = await analysisOf(context, uri, token);
      const before = sent.get(uri);
      if (before && before.resultId === previousResultId && before.analysis === analysis) {
        return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: before.resultId };
      }
      lastId++;
      const resultId = String(lastId);
      sent.set(uri, { analysis, resultId });
      return new PreparedReport(resultId, textsOf(context, uri, analysis));
    }),
  );

  context.onChange((file) => {
    if (context.capabilities.textDocument?.diagnostic) {
      if (file === undefined && context.capabilities.workspace?.diagnostics?.refreshSupport) {
        context.connection.languages.diagnostics.refresh();
      }
      return;
    }
    push(file);
  });

  const running = new Map<string, CancellationTokenSource>();

  /** Sends the diagnostics of one open document, or of all; what was on its way for an older text is abandoned. */
  function push(file: string | undefined): void {
    const uris =
      file === undefined ? context.documents.all().map((document) => document.uri) : [context.names.uriOf(file)];
    for (const uri of uris) {
      running.get(uri)?.cancel();
      const source = new CancellationTokenSource();
      running.set(uri, source);
      setImmediate(() => void pushOne(uri, source));
    }
  }

  async function pushOne(uri: string, source: CancellationTokenSource): Promise<void> {
    try {
      await context.ready;
      if (source.token.isCancellationRequested) return;
      const document = context.documents.get(uri);
      const analysis = document && (await analysisOf(context, uri, source.token));
      if (source.token.isCancellationRequested) return;
      const diagnostics = new PreparedReport('', textsOf(context, uri, analysis)).items;
      await context.connection.sendDiagnostics({ uri, version: document?.version, diagnostics });
    } catch (error) {
      if (!source.token.isCancellationRequested) context.connection.console.error(`Diagnostics failed: ${error}`);
    } finally {
      if (running.get(uri) === source) running.delete(uri);
    }
  }
}

async function analysisOf(
  context: ServerContext,
  uri: string,
  token: CancellationToken,
): Promise<FileAnalysis | undefined> {
  const file = context.names.fileOf(uri);
  // Problems of a configuration file are sent by themselves, open or not.
  if (file.endsWith(configurationFileName) || !context.folders.settings(file).lintEnabled) return undefined;
  return context.analyse(file, token);
}

function textsOf(context: ServerContext, uri: string, analysis: FileAnalysis | undefined): readonly Uint8Array[] {
  const document = context.documents.get(uri);
  const edits = context.documents.lineEdits(uri);
  return analysis && document && edits ? diagnosticTexts(analysis, document, edits, context) : [];
}
