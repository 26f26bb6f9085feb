import type { VersionedFeature } from '../../../model/script.ts';
import type { Source } from './source.ts';

/** Words of commands that came after the grammar that is built in (18): seeing them, a refusal is no syntax problem. */
const newer: readonly { readonly feature: string; readonly since: number; readonly words: readonly string[] }[] = [
  { feature: 'MERGE PARTITIONS', since: 19, words: ['merge', 'partitions'] },
  { feature: 'SPLIT PARTITION', since: 19, words: ['split', 'partition'] },
  { feature: 'REPACK', since: 19, words: ['repack'] },
  { feature: 'GROUP BY ALL', since: 19, words: ['group', 'by', 'all'] },
  { feature: 'IGNORE NULLS', since: 19, words: ['ignore', 'nulls'] },
  { feature: 'RESPECT NULLS', since: 19, words: ['respect', 'nulls'] },
  { feature: 'FOR PORTION OF', since: 19, words: ['for', 'portion', 'of'] },
  { feature: 'WAIT FOR LSN', since: 19, words: ['wait', 'for', 'lsn'] },
  { feature: 'PROPERTY GRAPH', since: 19, words: ['property', 'graph'] },
  { feature: 'GRAPH_TABLE', since: 19, words: ['graph_table'] },
  { feature: 'ON CONFLICT DO SELECT', since: 19, words: ['do', 'select'] },
];

/** The newer syntax that begins at or shortly before the token that the parser refused. */
export function newerSyntaxAt(source: Source, index: number): VersionedFeature | undefined {
  for (let first = Math.max(0, index - 3); first <= index; first++) {
    for (const { feature, since, words } of newer) {
      if (!words.every((word, position) => source.isWord(first + position, word))) continue;
      if (first + words.length <= index - 1) continue;
      return { feature, since, span: source.span(first, first + words.length - 1) };
    }
  }
  return undefined;
}
