import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { displayType } from '../model/names.ts';
import { fileSpan, type Statement } from '../model/script.ts';
import type { ServerContext } from './context.ts';
import { rangeOf } from './ranges.ts';
import { statementTitle } from './statementTitle.ts';

/** The statements of a file; the columns under a CREATE TABLE. */
export function registerDocumentSymbols(context: ServerContext): void {
  context.connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    context.answer<DocumentSymbol[]>('Document symbols', [], async () => {
      await context.ready;
      const document = context.documents.get(uri);
      const analysis = document && (await context.analyse(context.names.fileOf(uri), token));
      if (!document || !analysis) return [];
      return analysis.script.statements
        .filter((statement) => !statement.inBodyOf)
        .map((statement) => symbolOf(statement, document));
    }),
  );
}

function symbolOf(statement: Statement, document: TextDocument): DocumentSymbol {
  const range = rangeOf(document, statement.span);
  return {
    name: statementTitle(statement),
    detail: statement.direction === 'down' ? 'down' : undefined,
    kind: kindOf(statement),
    range,
    selectionRange: range,
    children: columnsOf(statement, document),
  };
}

function kindOf(statement: Statement): SymbolKind {
  switch (statement.reading.operations[0]?.kind) {
    case 'create-table':
    case 'create-view':
      return SymbolKind.Struct;
    case 'create-index':
      return SymbolKind.Key;
    case 'create-type':
      return SymbolKind.Enum;
    case 'create-function':
      return SymbolKind.Function;
    default:
      return SymbolKind.Event;
  }
}

function columnsOf(statement: Statement, document: TextDocument): DocumentSymbol[] {
  return statement.reading.operations.flatMap((operation) => {
    if (operation.kind !== 'create-table') return [];
    return operation.columns.flatMap((column): DocumentSymbol[] => {
      const span = fileSpan(statement, column.span);
      if (!span || span.start < statement.span.start || span.end > statement.span.end || column.name === '') return [];
      const range = rangeOf(document, span);
      return [
        {
          name: column.name,
          detail: column.type ? displayType(column.type) : '',
          kind: SymbolKind.Field,
          range,
          selectionRange: range,
        },
      ];
    });
  });
}
