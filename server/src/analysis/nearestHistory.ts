import { folderOf } from '../tools/paths.ts';

/** The history whose files lie nearest to the file: the longest path in common, then the one with the most files. */
export function nearestHistory<History extends { readonly entries: readonly { readonly file: string }[] }>(
  histories: Iterable<History>,
  file: string,
): History | undefined {
  let best: History | undefined;
  let bestRank = 0;
  for (const history of histories) {
    const member = history.entries[0];
    if (!member) continue;
    const rank = commonFolders(member.file, file);
    const isBetter = rank > bestRank || (rank === bestRank && history.entries.length > (best?.entries.length ?? 0));
    if (rank === 0 || !isBetter) continue;
    best = history;
    bestRank = rank;
  }
  return best;
}

function commonFolders(a: string, b: string): number {
  const first = folderOf(a).split('/');
  const second = folderOf(b).split('/');
  let count = 0;
  while (count < first.length && count < second.length && first[count] === second[count]) count++;
  // Relative paths have the folder in common that they are relative to.
  return isAbsolute(a) || isAbsolute(b) ? count : count + 1;
}

function isAbsolute(path: string): boolean {
  return /^(\/|[a-z][a-z\d+.-]*:)/i.test(path);
}
