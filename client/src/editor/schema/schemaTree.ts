import * as vscode from 'vscode';
import type { ConnectionTarget } from '../../database/database.ts';
import { type Connections, sameTarget } from '../connections/connections.ts';
import { isCancelled, messageOf } from '../errors.ts';
import { treeItem } from './treeItem.ts';
import { type TreeNode, treeNodeId } from './treeNode.ts';

/** The tree has no way to stop a level from loading. */
const neverCancelled = new vscode.CancellationTokenSource().token;

/** The Connections view: connections with their schemas below. Every level is loaded when it is expanded. */
export interface SchemaTree extends vscode.Disposable {
  /** Forgets what was loaded below the node (or everywhere) and loads it again where it is expanded. */
  refresh(node?: TreeNode): void;
  /** Draws a connection collapsed at the next refresh: an expanded one loads its schema, and connects for that. */
  collapse(connectionId: string): void;
  /** Puts the next objects in the place of a "load more" node. */
  loadMore(node: TreeNode): Promise<void>;
  /** Shows only objects whose name contains the text; undefined shows all. */
  filter(text: string | undefined): void;
  readonly filterText: string | undefined;
}

/** What stands below a node. */
interface Level {
  readonly target: ConnectionTarget;
  readonly nodes: readonly TreeNode[];
  /** Its only node is then the reason. */
  readonly failed: boolean;
}

export function createSchemaTree(connections: Connections): SchemaTree {
  // Always the whole tree: nodes are made anew, and the editor knows them by identity. What is loaded is not loaded again.
  const changed = new vscode.EventEmitter<undefined>();
  const loaded = new Map<string, Level>();
  const collapses = new Map<string, number>();
  let activeId: string | undefined;
  let filterText: string | undefined;

  const provider: vscode.TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => {
      const item = treeItem(node, ({ id }) => ({ connected: connections.isOpen(id), active: id === activeId }));
      const count = node.type === 'connection' ? collapses.get(node.target.id) : undefined;
      // The editor remembers by the id what is expanded, and has no other way to collapse one item.
      if (count !== undefined) item.id = `${item.id}\u0000${count}`;
      return item;
    },
    getParent: (node) => ('parent' in node ? node.parent : undefined),
    getChildren: async (node) => {
      if (!node) {
        activeId = (await connections.active())?.id;
        return (await connections.list()).map((target): TreeNode => ({ type: 'connection', target }));
      }
      if (node.type !== 'connection' && node.type !== 'schema') return [];
      const id = treeNodeId(node);
      const known = loaded.get(id);
      if (known && !(known.failed && !sameTarget(known.target, node.target))) return [...known.nodes];
      const { target } = node;
      const level = await load(node).then(
        (nodes): Level => ({ target, nodes, failed: false }),
        (error: unknown): Level => ({ target, nodes: [failure(error, node)], failed: true }),
      );
      loaded.set(id, level);
      return [...level.nodes];
    },
  };

  const load = async (node: TreeNode & { type: 'connection' | 'schema' }): Promise<readonly TreeNode[]> => {
    const { target } = node;
    const database = await connections.open(target.id, neverCancelled);
    const below = node.type === 'schema' ? node.node : undefined;
    const options = { systemSchemas: showSystemSchemas(), filter: filterText };
    const children = await withinTimeout(database.children(below, options));
    const nodes = children.map((child): TreeNode => ({ type: 'schema', target, node: child, parent: node }));
    const problems = node.type === 'connection' ? database.problems.length : 0;
    return problems > 0 ? [{ type: 'problems', target, count: problems, parent: node }, ...nodes] : nodes;
  };

  const view = vscode.window.createTreeView('databaseArchitect.connections', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });

  const refresh = (node?: TreeNode): void => {
    if (node) {
      const prefix = treeNodeId(node);
      for (const [id, { nodes }] of loaded) {
        if (id === prefix || nodes.some((child) => isBelow(child, prefix))) loaded.delete(id);
      }
    } else {
      loaded.clear();
    }
    changed.fire(undefined);
  };

  const update = (): void => {
    for (const [id, { target, failed }] of loaded) {
      const isOpen = connections.isOpen(target.id);
      // A connection that failed says so until the user tries again: trying is itself a change, and would never end.
      if (failed ? isOpen && id === target.id : !isOpen) loaded.delete(id);
    }
    changed.fire(undefined);
  };

  const listeners = [
    connections.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('databaseArchitect.schema.showSystemSchemas')) refresh();
    }),
  ];

  return {
    refresh,
    collapse: (id) => {
      collapses.set(id, (collapses.get(id) ?? 0) + 1);
    },
    loadMore: async (node) => {
      if (node.type !== 'schema') return;
      const { parent, target } = node;
      const next = await load(node);
      const id = treeNodeId(parent);
      const before = loaded.get(id)?.nodes ?? [];
      const added = next.map((child): TreeNode => (child.type === 'schema' ? { ...child, target, parent } : child));
      loaded.set(id, { target, nodes: [...before.filter((child) => child !== node), ...added], failed: false });
      changed.fire(undefined);
      const [first] = added;
      // What had the focus is gone: the keyboard goes on at the first of the new ones.
      if (first) await view.reveal(first, { select: false, focus: true });
    },
    filter: (text) => {
      filterText = text;
      view.message = text === undefined ? undefined : vscode.l10n.t('Names that contain "{0}"', text);
      void vscode.commands.executeCommand('setContext', 'databaseArchitect.schemaFiltered', text !== undefined);
      refresh();
    },
    get filterText() {
      return filterText;
    },
    dispose: () => vscode.Disposable.from(view, changed, ...listeners).dispose(),
  };
}

function failure(error: unknown, parent: TreeNode): TreeNode {
  return { type: 'error', message: isCancelled(error) ? vscode.l10n.t('Not connected') : messageOf(error), parent };
}

function isBelow(node: TreeNode, ancestorId: string): boolean {
  for (let current = node; 'parent' in current; current = current.parent) {
    if (treeNodeId(current.parent) === ancestorId) return true;
  }
  return false;
}

function showSystemSchemas(): boolean {
  return vscode.workspace.getConfiguration('databaseArchitect').get('schema.showSystemSchemas', false);
}

/** What the server answers, or an error after the time of the setting. Connecting has a time limit of its own. */
async function withinTimeout<Result>(answer: Promise<Result>): Promise<Result> {
  const limitMs = vscode.workspace.getConfiguration('databaseArchitect').get('schema.expandTimeoutMs', 20_000);
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(vscode.l10n.t('Nothing came within {0} s.', limitMs / 1000))), limitMs);
  });
  try {
    return await Promise.race([answer, expired]);
  } finally {
    clearTimeout(timer);
  }
}
