import type { Expression } from '../../model/expression.ts';
import type { Query, SelectQuery } from '../../model/query.ts';
import { walkExpression } from '../../model/walk.ts';
import { defineRule, type Rule, type StatementContext } from '../rule.ts';

const options = {
  minimum: { default: 1000, description: 'Rows from which on an OFFSET is reported.' },
} as const satisfies Rule['options'];

function check(query: Query, context: StatementContext): void {
  if (query.kind !== 'select' || !query.offset) return;
  const minimum = typeof context.options.minimum === 'number' ? context.options.minimum : options.minimum.default;
  if (!isDeep(query.offset, query.limit, minimum)) return;
  context.report({
    span: query.offset.span,
    message: `OFFSET reads and throws away every row it skips, so each page is slower than the one before, and rows move between pages. Continue after the last row seen: ${keyset(query, context)}.`,
  });
}

/** A large number; or with LIMIT a value that only the caller knows. */
function isDeep(offset: Expression, limit: Expression | undefined, minimum: number): boolean {
  if (offset.kind === 'constant') return typeof offset.value === 'number' && offset.value >= minimum;
  let hasParameter = false;
  walkExpression(offset, (part) => {
    if (part.kind === 'parameter') hasParameter = true;
  });
  return hasParameter && limit !== undefined;
}

/** The condition for the next page, in the query's own sort keys where they are plain. */
function keyset(query: SelectQuery, context: StatementContext): string {
  const keys = query.orderBy.map(({ span }) => context.statement.text.slice(span.start, span.end));
  const plain = keys.length > 0 && query.orderBy.every(({ kind }) => kind === 'column') && keys.join(', ').length <= 40;
  return plain
    ? `WHERE (${keys.join(', ')}) > (last values) with a unique key at the end`
    : 'WHERE key > last key ORDER BY key LIMIT n';
}

export default defineRule({
  id: 'offset-pagination',
  category: 'query',
  title: 'Pages by OFFSET',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'recommended',
  options,
  query: check,
});
