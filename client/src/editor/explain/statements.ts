import * as vscode from 'vscode';
import { type StatementAtParams, type StatementAtResult, statementAtRequest } from '../../../../server/src/protocol.ts';
import type { StatementKind } from '../../database/database.ts';
import type { LanguageServer } from '../language/languageServer.ts';

/** A statement of an editor, ready to be explained. */
export interface EditorStatement {
  readonly sql: string;
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  /** What the language server says; undefined for a selection, which it does not know. */
  readonly kind?: StatementKind;
}

/** Where a statement is looked for. */
export interface StatementPlace {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

/** The statement at a place, or at the cursor of the active editor. Undefined where there is none. */
export async function statementAt(
  server: LanguageServer,
  place: StatementPlace | undefined = cursorPlace(),
): Promise<EditorStatement | undefined> {
  if (!place) return undefined;
  const params: StatementAtParams = {
    uri: place.uri.toString(),
    position: { line: place.position.line, character: place.position.character },
  };
  const found = await server.request<StatementAtResult | null>(statementAtRequest, params);
  if (!found) return undefined;
  const { start, end } = found.range;
  return {
    sql: found.sql,
    uri: place.uri,
    range: new vscode.Range(start.line, start.character, end.line, end.character),
    kind: found.kind,
  };
}

/** The selected text of the active editor; undefined where nothing is selected. */
export function selectedStatement(): EditorStatement | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  return { sql: editor.document.getText(editor.selection), uri: editor.document.uri, range: editor.selection };
}

/** Reads the arguments of a code lens (uri, range); undefined for those of a menu: then the cursor decides. */
export function placeFrom(uri: unknown, range: unknown): StatementPlace | undefined {
  const start = typeof range === 'object' && range !== null ? Reflect.get(range, 'start') : undefined;
  if (typeof uri !== 'string' || typeof start !== 'object' || start === null) return undefined;
  const line: unknown = Reflect.get(start, 'line');
  const character: unknown = Reflect.get(start, 'character');
  if (typeof line !== 'number' || typeof character !== 'number') return undefined;
  return { uri: vscode.Uri.parse(uri), position: new vscode.Position(line, character) };
}

function cursorPlace(): StatementPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri, position: editor.selection.active };
}
