import type { CreateIndex } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import { keywordSpan } from './keywordSpan.ts';
import { besideTable } from './sourceText.ts';

/**
 * A named CREATE INDEX [CONCURRENTLY] IF NOT EXISTS as a concurrent build that can be run again: what a failed build left
 * is dropped first. `text` is the statement's; undefined where it does not have the words.
 */
export function retryableIndexSteps(operation: CreateIndex, text: string): RewriteStep[] | undefined {
  const index = keywordSpan(text, ['INDEX'], operation.span.start);
  const guard = keywordSpan(text, ['IF', 'NOT', 'EXISTS'], operation.span.start);
  if (!operation.name || !index || !guard) return undefined;
  const create = `${text.slice(0, index.end)} CONCURRENTLY ${text.slice(guard.end).trimStart()};`;
  const drop = `DROP INDEX CONCURRENTLY IF EXISTS ${besideTable(operation.table, operation.name)};`;
  return [
    {
      sql: [drop],
      undo: [],
      transaction: 'forbidden',
      name: `drop ${operation.name}`,
    },
    { sql: [create], undo: [drop], transaction: 'forbidden', name: `create ${operation.name}` },
  ];
}
