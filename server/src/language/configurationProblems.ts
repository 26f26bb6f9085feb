import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { configurationFileName, parseConfigurationFile } from '../analysis/configurationFile.ts';
import { rules } from '../rules/registry.ts';
import { folderOf } from '../tools/paths.ts';
import type { ServerContext } from './context.ts';
import { rangeOf } from './ranges.ts';
import { diagnosticSource } from './toDiagnostics.ts';

/** Sends what is wrong with configuration files: those in force, and those that are being edited. */
export function registerConfigurationProblems(context: ServerContext): void {
  const reported = new Set<string>();
  context.onChange((file) => {
    if (file === undefined || file.endsWith(`/${configurationFileName}`)) send();
  });

  function send(): void {
    const texts = new Map(
      context.folders
        .configurationFiles()
        .map(({ path, text }) => [context.names.uriOf(path.replaceAll('\\', '/')), text] as const),
    );
    for (const document of context.documents.all()) {
      if (document.uri.endsWith(`/${configurationFileName}`)) texts.set(document.uri, document.getText());
    }
    for (const uri of reported) if (!texts.has(uri)) texts.set(uri, '');
    for (const [uri, text] of texts) {
      const diagnostics = diagnosticsOf(context, uri, text);
      if (diagnostics.length === 0 && !reported.has(uri)) continue;
      if (diagnostics.length > 0) reported.add(uri);
      else reported.delete(uri);
      void context.connection.sendDiagnostics({ uri, diagnostics });
    }
  }
}

function diagnosticsOf(context: ServerContext, uri: string, text: string): Diagnostic[] {
  if (text === '') return [];
  const document = TextDocument.create(uri, 'jsonc', 0, text);
  const { problems } = parseConfigurationFile(text, folderOf(context.names.fileOf(uri)), rules);
  return problems.map(({ severity, message, span }) => ({
    range: rangeOf(document, span),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: diagnosticSource,
    code: 'configuration',
    message,
  }));
}
