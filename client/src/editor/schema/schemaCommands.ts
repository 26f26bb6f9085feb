import * as vscode from 'vscode';
import { quoteName } from '../../../../server/src/dialects/postgres/quoteName.ts';
import { type OriginParams, type OriginResult, originRequest } from '../../../../server/src/protocol.ts';
import type { SchemaNode } from '../../database/database.ts';
import { toCancellation } from '../cancellation.ts';
import type { Connections } from '../connections/connections.ts';
import { reporting } from '../errors.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { resultTable } from './resultTable.ts';
import type { SchemaTree } from './schemaTree.ts';
import { isTreeNode, partsOf, schemaNodeOf, type TreeNode } from './treeNode.ts';

export interface SchemaDependencies {
  readonly tree: SchemaTree;
  readonly connections: Connections;
  readonly server: LanguageServer;
  readonly output: vscode.LogOutputChannel;
  /** Shows text under a title as a read-only document. */
  readonly showText: (title: string, text: string) => Promise<void>;
}

const rowLimit = 100;

/** The commands of the Connections view that are about the schema. */
export function registerSchemaCommands(dependencies: SchemaDependencies): vscode.Disposable {
  const { tree, connections, server, output, showText } = dependencies;
  const command = (name: string, run: (argument: unknown) => Promise<void>) =>
    vscode.commands.registerCommand(`databaseArchitect.${name}`, reporting(output, run));
  const onNode = (name: string, run: (node: TreeNode & { type: 'schema' }) => Promise<void>) =>
    command(name, async (argument) => {
      const node = schemaNodeOf(argument);
      if (node) await run(node);
    });
  const copy = (text: string) => vscode.env.clipboard.writeText(text);

  return vscode.Disposable.from(
    command('refreshSchema', async (argument) => {
      if (!isTreeNode(argument)) await connections.reload();
      tree.refresh(isTreeNode(argument) ? argument : undefined);
    }),
    command('filterSchema', async () => {
      const text = await vscode.window.showInputBox({
        title: vscode.l10n.t('Filter the schema by name'),
        placeHolder: vscode.l10n.t('Part of a name; empty shows everything'),
        value: tree.filterText,
      });
      if (text !== undefined) tree.filter(text.trim() || undefined);
    }),
    command('clearSchemaFilter', async () => tree.filter(undefined)),
    command('retry', async (argument) => {
      if (isTreeNode(argument) && 'parent' in argument) tree.refresh(argument.parent);
    }),
    onNode('loadMore', (node) => tree.loadMore(node)),
    onNode('copyName', async ({ node }) => copy(node.name)),
    onNode('copyQualifiedName', async ({ node }) => copy(qualifiedName(node))),
    onNode('selectTop100', async ({ node, target }) => {
      const sql = selectText(node);
      await openSql(sql);
      const rows = await inView((token) =>
        connections.open(target.id, token).then((database) => database.query(sql, [], toCancellation(token))),
      );
      await showText(`${qualifiedName(node)}.txt`, resultTable(rows, rowLimit));
    }),
    onNode('explainSelect', async ({ node, target }) => {
      await connections.setActive(target.id);
      await openSql(selectText(node));
      await vscode.commands.executeCommand('databaseArchitect.explainStatement');
    }),
    onNode('scriptAsCreate', async ({ node, target }) => {
      const sql = await inView(async (token) => (await connections.open(target.id, token)).scriptAsCreate(node));
      await openSql(sql);
    }),
    onNode('revealInMigration', async ({ node }) => {
      const origin = await findOrigin(server, node);
      if (!origin) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('No migration of this workspace creates {0}.', qualifiedName(node)),
        );
        return;
      }
      const { start, end } = origin.range;
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(origin.uri));
      await vscode.window.showTextDocument(document, {
        selection: new vscode.Range(start.line, start.character, end.line, end.character),
      });
    }),
  );
}

function qualifiedName(node: SchemaNode): string {
  return partsOf(node).map(quoteName).join('.');
}

function selectText(node: SchemaNode): string {
  return `SELECT *\nFROM ${qualifiedName(node)}\nLIMIT ${rowLimit};\n`;
}

async function openSql(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
  await vscode.window.showTextDocument(document, { preview: true });
}

function inView<Result>(work: (token: vscode.CancellationToken) => Promise<Result>): Thenable<Result> {
  const title = vscode.l10n.t('Reading from the database');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_, token) => work(token));
}

async function findOrigin(server: LanguageServer, node: SchemaNode): Promise<OriginResult | undefined> {
  const kind = originKind(node);
  if (!kind) return undefined;
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const { schema, relation, name } = node;
    const params: OriginParams = { folderUri: uri.toString(), kind, schema, relation, name };
    const found = await server.request<OriginResult | null>(originRequest, params);
    if (found) return found;
  }
  return undefined;
}

function originKind(node: SchemaNode): OriginParams['kind'] | undefined {
  switch (node.kind) {
    case 'table':
    case 'column':
    case 'index':
    case 'constraint':
    case 'view':
    case 'type':
    case 'function':
      return node.kind;
    case 'materialized-view':
      return 'view';
    default:
      return undefined;
  }
}
