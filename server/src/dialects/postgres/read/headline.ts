import type { Span } from '../../../model/span.ts';
import type { Source } from './source.ts';

const words: ReadonlySet<string> = new Set([
  'access',
  'aggregate',
  'collation',
  'constraint',
  'conversion',
  'create',
  'data',
  'database',
  'domain',
  'event',
  'exists',
  'extension',
  'foreign',
  'function',
  'global',
  'group',
  'if',
  'language',
  'local',
  'mapping',
  'materialized',
  'method',
  'not',
  'operator',
  'or',
  'policy',
  'procedural',
  'procedure',
  'publication',
  'recursive',
  'replace',
  'role',
  'rule',
  'schema',
  'search',
  'sequence',
  'server',
  'statistics',
  'subscription',
  'table',
  'tablespace',
  'temp',
  'temporary',
  'text',
  'transform',
  'trigger',
  'trusted',
  'type',
  'unlogged',
  'user',
  'view',
  'wrapper',
]);

/**
 * What names a long statement: `CREATE OR REPLACE FUNCTION name`, `DO`. Undefined for commands that are short or whose
 * every part matters.
 */
export function headline(source: Source): Span | undefined {
  if (source.isWord(0, 'do')) return source.span(0, 0);
  if (!source.isWord(0, 'create')) return undefined;
  let index = 1;
  while (words.has(source.word(index))) index++;
  return source.span(0, source.isName(index) ? source.nameEnd(index) : index - 1);
}
