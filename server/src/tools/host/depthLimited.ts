import type { Node } from 'web-tree-sitter';
import type { HostValue } from './value.ts';

/** Nobody writes deeper expressions, and the stack ends at some ten times that. */
const deepest = 500;

/** A reader of values that calls itself for parts: what lies too deep is some value or other. */
export function depthLimited(read: (node: Node) => HostValue): (node: Node) => HostValue {
  let depth = 0;
  return (node) => {
    if (depth >= deepest) return { kind: 'other', span: { start: node.startIndex, end: node.endIndex } };
    depth++;
    try {
      return read(node);
    } finally {
      depth--;
    }
  };
}
