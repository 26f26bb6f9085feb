import type { Node } from 'web-tree-sitter';
import type { Steps } from '../../model/steps.ts';

/** Nodes between two turns of others. */
const visitedAtOnce = 500;

/**
 * Visits a node and what is in it, in the order of the text, however deep; yields now and then. `visit` gives what the nodes
 * in this one are visited with, or undefined to leave them out.
 */
export function* walk<Place>(
  root: Node,
  place: Place,
  visit: (node: Node, place: Place) => Place | undefined,
): Steps<void> {
  const pending = [{ node: root, place }];
  let count = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    count++;
    if (count % visitedAtOnce === 0) yield;
    const inner = visit(next.node, next.place);
    if (inner === undefined) continue;
    for (const node of next.node.namedChildren.toReversed()) if (node) pending.push({ node, place: inner });
  }
}
