import { tokenKind } from '../lexer.ts';
import type { Source } from './source.ts';

/** Levels of the parse tree beyond which a statement is not read: the parser's and our own stacks end further up. */
const deepest = 1000;

const deepening: ReadonlySet<string> = new Set([
  'at',
  'between',
  'case',
  'collate',
  'except',
  'ilike',
  'intersect',
  'is',
  'join',
  'like',
  'not',
  'operator',
  'union',
]);

/**
 * Whether the tree of the statement may be deeper than can be walked: brackets nest, and each operator of a run without
 * comma, AND or OR puts a level on top of the one before.
 */
export function isTooDeep(source: Source): boolean {
  if (source.count <= deepest) return false;
  const outer: number[] = [];
  let levels = 0;
  let before = 0;
  for (let index = 0; index < source.count; index++) {
    const kind = source.kinds[index];
    if (kind === tokenKind.operator || kind === tokenKind.variable || kind === tokenKind.placeholder) levels++;
    else if (kind === tokenKind.word) {
      const length = source.end(index) - source.start(index);
      if (length > 9) continue;
      const word = source.word(index);
      if (word === 'and' || word === 'or') levels = before;
      else if (deepening.has(word)) levels++;
    } else if (kind === tokenKind.punctuation) {
      const code = source.text.charCodeAt(source.start(index));
      if (code === 40 || code === 91) {
        outer.push(before, levels);
        levels++;
        before = levels;
      } else if (code === 41 || code === 93) {
        levels = (outer.pop() ?? 0) + 1;
        before = outer.pop() ?? 0;
      } else if (code === 44 || code === 59) levels = before;
    }
    if (levels > deepest) return true;
  }
  return false;
}
