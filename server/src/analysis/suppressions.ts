import type { Script, Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import { BroadRegions, nameOf, type Region } from './broadRegions.ts';
import type { IgnoreComment } from './ignoreComments.ts';

/** Which ignore comment, if any, silences a finding; counts what each one did. */
export interface Suppressions {
  /** Remembers that the comment was needed. */
  suppresses(rule: string, span: Span): boolean;
  /** Names that silenced nothing, and comments without names that did not either. */
  unused(): readonly UnusedIgnore[];
}

export interface UnusedIgnore {
  readonly comment: IgnoreComment;
  /** The index of the name in `comment.rules`; undefined: the whole comment. */
  readonly name?: number;
}

/** Of a comment that ends what never began. */
const nowhere: Span = { start: 0, end: -1 };

/** Resolves the comments of a file to the places that they are about. */
export function suppressions(script: Script, comments: readonly IgnoreComment[]): Suppressions {
  const regions = regionsOf(script, comments);
  const ofKind = (...kinds: readonly IgnoreComment['kind'][]) =>
    regions.filter(({ comment }) => kinds.includes(comment.kind));
  const byStart = ofKind('statement').sort((a, b) => a.covers.start - b.covers.start);
  const broad = [new BroadRegions(ofKind('file')), new BroadRegions(ofKind('start'))];
  return {
    suppresses(rule, span) {
      let found = false;
      // Every region that covers the place counts as used: two comments that ask for the same are both right.
      for (const regions of broad) if (regions.use(rule, span.start)) found = true;
      for (const region of covering(byStart, span.start)) {
        if (span.start < region.covers.start || span.start > region.covers.end) continue;
        const name = nameOf(region.comment, rule);
        if (name === undefined) continue;
        region.used.add(name);
        found = true;
      }
      return found;
    },
    unused() {
      return regions.flatMap(({ comment, used }): UnusedIgnore[] => {
        if (comment.dialect === 'squawk') return [];
        if (comment.kind === 'unknown') return [{ comment }];
        if (comment.rules.length === 0) return used.size > 0 ? [] : [{ comment }];
        const names = comment.rules.flatMap((_, name) => (used.has(name) ? [] : [{ comment, name }]));
        return names.length === comment.rules.length && names.length > 1 && allKnown(comment) ? [{ comment }] : names;
      });
    },
  };
}

function allKnown(comment: IgnoreComment): boolean {
  return comment.rules.every((rule) => rule.ids.length > 0);
}

/** Regions of single statements hardly overlap: the few that start last before the place are enough. */
function covering(ascending: readonly Region[], offset: number): readonly Region[] {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle]?.covers.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return ascending.slice(Math.max(0, low - 16), low);
}

function regionsOf(script: Script, comments: readonly IgnoreComment[]): Region[] {
  if (comments.length === 0) return [];
  const statements = [...script.statements].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const regions: Region[] = [];
  const ends = comments.filter(({ kind }) => kind === 'end');
  let ended = 0;
  let hasBegun = false;
  for (const comment of comments) {
    const used = new Set<number>();
    switch (comment.kind) {
      case 'statement':
        regions.push({ comment, used, covers: statementCovered(script.text, statements, comment.span) });
        break;
      case 'file':
        regions.push({ comment, used, covers: { start: 0, end: script.text.length + 1 } });
        break;
      case 'start': {
        hasBegun = true;
        const end = ends[ended]?.span.start ?? script.text.length;
        regions.push({ comment, used, covers: { start: comment.span.end, end } });
        break;
      }
      case 'unknown':
        regions.push({ comment, used, covers: nowhere });
        break;
      case 'end':
        ended++;
        if (!hasBegun) regions.push({ comment, used, covers: nowhere });
        break;
    }
  }
  return regions;
}

/** The statement around the comment, the one before it on the same line, or the next. */
function statementCovered(text: string, statements: readonly Statement[], comment: Span): Span {
  const after = firstStartingAt(statements, comment.start);
  let around: Statement | undefined;
  let before: Statement | undefined;
  for (let index = after - 1; index >= 0 && after - index < 256; index--) {
    const statement = statements[index];
    if (!statement) break;
    if (statement.span.end >= comment.end) around ??= statement;
    else if (statement.span.end <= comment.start) before = laterEnd(before, statement);
    if (!statement.inBodyOf && before && !before.inBodyOf) break;
  }
  if (around) return around.span;
  if (before && !text.slice(before.span.end, comment.start).includes('\n')) return before.span;
  return statements[after]?.span ?? { start: comment.end, end: comment.end };
}

function laterEnd(first: Statement | undefined, second: Statement): Statement {
  return first && first.span.end >= second.span.end ? first : second;
}

function firstStartingAt(statements: readonly Statement[], offset: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
