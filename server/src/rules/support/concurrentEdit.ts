import type { TextEdit } from '../../model/finding.ts';
import type { StatementContext } from '../rule.ts';
import { keywordSpan } from './keywordSpan.ts';

/** Puts CONCURRENTLY after the word INDEX of CREATE INDEX or DROP INDEX; undefined where the text has no such word. */
export function concurrentEdit(context: StatementContext, start: number): TextEdit | undefined {
  const index = keywordSpan(context.statement.text, ['INDEX'], start);
  return index && { span: { start: index.end, end: index.end }, newText: ' CONCURRENTLY' };
}
