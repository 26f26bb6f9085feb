import type { Node, Parser } from 'web-tree-sitter';

/** Languages that migration files are written in. */
export const hostLanguages = ['python', 'typescript', 'javascript', 'tsx'] as const;
export type HostLanguage = (typeof hostLanguages)[number];

const parsers = new Map<HostLanguage, Parser>();

/** Makes a loaded grammar known; called once for each language at start. */
export function setParser(language: HostLanguage, parser: Parser): void {
  parsers.set(language, parser);
}

/**
 * Parses `text` and hands the root to `use`, whose result must not hold nodes: the tree is freed before this returns.
 * Undefined when the grammars are not loaded.
 */
export function withTree<Result>(
  language: HostLanguage,
  text: string,
  use: (root: Node) => Result,
): Result | undefined {
  const tree = parsers.get(language)?.parse(text);
  if (!tree) return undefined;
  try {
    return use(tree.rootNode);
  } finally {
    tree.delete();
  }
}
