import type { ConnectionTarget, SchemaNode } from '../../database/database.ts';

/** What the Connections view shows: targets, the schema below them, and what went wrong while loading. */
export type TreeNode =
  | { readonly type: 'connection'; readonly target: ConnectionTarget }
  | { readonly type: 'schema'; readonly target: ConnectionTarget; readonly node: SchemaNode; readonly parent: TreeNode }
  | { readonly type: 'problems'; readonly target: ConnectionTarget; readonly count: number; readonly parent: TreeNode }
  | { readonly type: 'error'; readonly message: string; readonly parent: TreeNode };

/** Stable between refreshes, so that what was expanded stays expanded. */
export function treeNodeId(node: TreeNode): string {
  switch (node.type) {
    case 'connection':
      return node.target.id;
    case 'schema': {
      const { kind, schema, relation, name, offset } = node.node;
      return [node.target.id, kind, schema, relation, name, offset].map((part) => part ?? '').join('\u0000');
    }
    case 'problems':
    case 'error':
      return `${treeNodeId(node.parent)}\u0000${node.type}`;
  }
}

/** The schema object that a menu of the view was opened on; undefined for what is no such object. */
export function schemaNodeOf(value: unknown): (TreeNode & { type: 'schema' }) | undefined {
  return isTreeNode(value) && value.type === 'schema' ? value : undefined;
}

/** Checks the argument of a command that the view passes its own nodes to. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'type' in value && ('target' in value || 'parent' in value);
}

/** A qualified name's parts, for nodes that have them. */
export function partsOf(node: SchemaNode): readonly string[] {
  const relation = node.relation === undefined ? [] : [node.relation];
  const isPart =
    node.kind === 'column' || node.kind === 'constraint' || node.kind === 'trigger' || node.kind === 'policy';
  return [...(node.schema === undefined ? [] : [node.schema]), ...(isPart ? relation : []), node.name];
}
