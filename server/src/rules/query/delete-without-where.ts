import { displayName } from '../../model/names.ts';
import type { Query } from '../../model/query.ts';
import { defineRule, type StatementContext } from '../rule.ts';
import { isTautology } from '../support/tautology.ts';
import { isThrowaway } from '../support/throwaway.ts';

function check(query: Query, context: StatementContext): void {
  if (query.kind !== 'delete' || !isTautology(query.where)) return;
  const { table } = query;
  // WITH moved AS (DELETE … RETURNING *) INSERT …: the rows go on to another table.
  const isMove = query.returning.length > 0 && !context.statement.reading.queries.includes(query);
  if (isMove || isThrowaway(table.name, context)) return;
  const condition = query.where ? 'This WHERE holds for every row, so' : 'Without WHERE,';
  context.report({
    span: query.where?.span ?? table.span,
    message: `${condition} DELETE removes every row of ${displayName(table.name)}, one by one under row locks. Say which rows are meant, or use TRUNCATE where the table is to be empty.`,
  });
}

export default defineRule({
  id: 'delete-without-where',
  category: 'query',
  title: 'DELETE of every row',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  query: check,
});
