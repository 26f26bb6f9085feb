import { type Language, type Node, Parser, type Tree } from 'web-tree-sitter';
import type { Steps } from '../../model/steps.ts';

/** Languages that migration files are written in. */
export const hostLanguages = ['python', 'typescript', 'javascript', 'tsx'] as const;
export type HostLanguage = (typeof hostLanguages)[number];

const grammars = new Map<HostLanguage, Language>();

/** Makes a loaded grammar known; called once for each language at start. */
export function setGrammar(language: HostLanguage, grammar: Language): void {
  grammars.set(language, grammar);
}

/**
 * Parses `text` and hands the root to `use`, whose result must not hold nodes: the tree is freed before this returns.
 * Undefined when the grammars are not loaded.
 */
export function* withTree<Result>(
  language: HostLanguage,
  text: string,
  use: (root: Node) => Steps<Result>,
): Steps<Result | undefined> {
  const grammar = grammars.get(language);
  if (!grammar) return undefined;
  // Its own: between the steps of a long file others are parsed.
  const parser = new Parser();
  let tree: Tree | undefined;
  try {
    parser.setLanguage(grammar);
    tree = yield* parse(parser, text);
    return yield* use(tree.rootNode);
  } finally {
    tree?.delete();
    parser.delete();
  }
}

/** How long the parser goes on before others have their turn, in ms. */
const sliceMs = 20;

/** A parser that was stopped goes on where it was. */
function* parse(parser: Parser, text: string): Steps<Tree> {
  for (;;) {
    const deadline = performance.now() + sliceMs;
    const tree = parser.parse(text, null, { progressCallback: () => performance.now() > deadline });
    if (tree) return tree;
    yield;
  }
}
