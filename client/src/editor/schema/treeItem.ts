import * as vscode from 'vscode';
import type { ConnectionTarget, SchemaNode, SchemaNodeKind } from '../../database/database.ts';
import { placeOf } from '../../database/targets/connectionParts.ts';
import { type TreeNode, treeNodeId } from './treeNode.ts';

const icons: Readonly<Record<SchemaNodeKind, string>> = {
  schema: 'symbol-namespace',
  tables: 'folder',
  views: 'folder',
  'materialized-views': 'folder',
  functions: 'folder',
  sequences: 'folder',
  types: 'folder',
  table: 'table',
  view: 'eye',
  'materialized-view': 'layers',
  function: 'symbol-function',
  sequence: 'list-ordered',
  type: 'symbol-enum',
  columns: 'folder',
  indexes: 'folder',
  constraints: 'folder',
  triggers: 'folder',
  policies: 'folder',
  column: 'symbol-field',
  index: 'list-tree',
  constraint: 'lock-small',
  trigger: 'zap',
  policy: 'shield',
  'load-more': 'ellipsis',
};

const containers: ReadonlySet<SchemaNodeKind> = new Set<SchemaNodeKind>([
  'schema',
  'tables',
  'views',
  'materialized-views',
  'functions',
  'sequences',
  'types',
  'columns',
  'indexes',
  'constraints',
  'triggers',
  'policies',
]);
const withRows: ReadonlySet<SchemaNodeKind> = new Set<SchemaNodeKind>(['table', 'view', 'materialized-view']);
const scriptable: ReadonlySet<SchemaNodeKind> = new Set<SchemaNodeKind>([
  'table',
  'view',
  'materialized-view',
  'index',
  'sequence',
  'type',
  'function',
]);
const withOrigin: ReadonlySet<SchemaNodeKind> = new Set<SchemaNodeKind>([
  'table',
  'column',
  'index',
  'constraint',
  'view',
  'materialized-view',
  'type',
  'function',
]);

export interface ConnectionState {
  readonly connected: boolean;
  readonly active: boolean;
}

/** How a node is drawn. `contextValue` is a list of `key=value`, which the menus of the manifest match. */
export function treeItem(node: TreeNode, state: (target: ConnectionTarget) => ConnectionState): vscode.TreeItem {
  const item = drawn(node, state);
  item.id = treeNodeId(node);
  return item;
}

function drawn(node: TreeNode, state: (target: ConnectionTarget) => ConnectionState): vscode.TreeItem {
  switch (node.type) {
    case 'connection':
      return connectionItem(node.target, state(node.target));
    case 'schema':
      return node.node.kind === 'load-more' ? loadMoreItem(node) : schemaItem(node.node);
    case 'problems': {
      const item = new vscode.TreeItem(vscode.l10n.t('{0} statements could not be applied', node.count));
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.tooltip = vscode.l10n.t('The schema below is without them. Click for the reasons.');
      item.command = { command: 'databaseArchitect.showOutput', title: vscode.l10n.t('Show Output') };
      item.contextValue = 'type=problems';
      return item;
    }
    case 'error': {
      const item = new vscode.TreeItem(node.message);
      item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
      item.tooltip = node.message;
      item.contextValue = 'type=error';
      return item;
    }
  }
}

function connectionItem(target: ConnectionTarget, { connected, active }: ConnectionState): vscode.TreeItem {
  const item = new vscode.TreeItem(target.name, vscode.TreeItemCollapsibleState.Collapsed);
  const embedded = target.engine === 'embedded';
  const facts = [
    ...(active ? [vscode.l10n.t('active')] : []),
    embedded ? vscode.l10n.t('embedded') : target.role,
    ...(target.readOnly ? [vscode.l10n.t('read-only')] : []),
  ];
  item.description = facts.join(' · ');
  const colour = target.role === 'production' ? 'charts.red' : connected ? 'charts.green' : undefined;
  item.iconPath = new vscode.ThemeIcon(embedded ? 'package' : 'database', colour && new vscode.ThemeColor(colour));
  item.tooltip = connectionTooltip(target, connected);
  item.contextValue = contextValue({
    type: 'connection',
    active,
    connected,
    saved: !embedded,
    readOnly: target.readOnly,
  });
  return item;
}

function connectionTooltip(target: ConnectionTarget, connected: boolean): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  const state = connected ? vscode.l10n.t('connected') : vscode.l10n.t('not connected');
  tooltip.appendText(`${target.name}: ${state}\n`);
  if (target.engine === 'embedded') {
    tooltip.appendText(
      vscode.l10n.t(
        'PostgreSQL inside the editor, built from {0} files of this workspace.',
        target.scripts?.length ?? 0,
      ),
    );
  } else {
    const access = target.readOnly ? vscode.l10n.t('read-only') : vscode.l10n.t('data changes allowed');
    tooltip.appendText(`${target.role}, ${access}\n`);
    tooltip.appendText(placeOf(target));
  }
  return tooltip;
}

function schemaItem(node: SchemaNode): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.name, node.hasChildren ? Collapsed : None);
  item.iconPath = new vscode.ThemeIcon(icons[node.kind]);
  item.description = node.detail;
  item.tooltip = node.tooltip === undefined ? undefined : new vscode.MarkdownString(node.tooltip);
  item.contextValue = contextValue({
    type: node.kind,
    container: containers.has(node.kind),
    named: !isGroup(node),
    rows: withRows.has(node.kind),
    script: scriptable.has(node.kind),
    origin: withOrigin.has(node.kind),
  });
  return item;
}

function loadMoreItem(node: TreeNode & { type: 'schema' }): vscode.TreeItem {
  const item = new vscode.TreeItem(node.node.name);
  item.iconPath = new vscode.ThemeIcon(icons['load-more']);
  item.command = { command: 'databaseArchitect.loadMore', title: node.node.name, arguments: [node] };
  item.contextValue = contextValue({ type: 'load-more' });
  return item;
}

/** A heading such as "Tables", which is not the name of anything. */
function isGroup(node: SchemaNode): boolean {
  return containers.has(node.kind) && node.kind !== 'schema';
}

function contextValue(facts: Readonly<Record<string, string | boolean>>): string {
  return Object.entries(facts)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
