import type { CatalogView } from '../../model/catalog.ts';
import { displayName } from '../../model/names.ts';
import type { Query, UpdateQuery } from '../../model/query.ts';
import { walkExpression } from '../../model/walk.ts';
import { defineRule, type StatementContext } from '../rule.ts';
import { isTautology } from '../support/tautology.ts';
import { isThrowaway } from '../support/throwaway.ts';

function check(query: Query, context: StatementContext): void {
  if (query.kind !== 'update' || query.from.length > 0 || !isTautology(query.where)) return;
  const { table } = query;
  if (isThrowaway(table.name, context) || keepsOldValues(query, context.catalog, context.script.file)) return;
  const condition = query.where ? 'This WHERE holds for every row, so' : 'Without WHERE,';
  context.report({
    span: query.where?.span ?? table.span,
    message: `${condition} UPDATE overwrites ${query.assignments.map(({ column }) => column).join(', ')} in all of ${displayName(table.name)} and keeps each row locked until the transaction ends. Say which rows are meant; fill a large table in batches by key.`,
  });
}

/** A fill that loses nothing: each value is made of the row itself, or goes into a column that this file added. */
function keepsOldValues(query: UpdateQuery, catalog: CatalogView, file: string): boolean {
  const relation = catalog.relation(query.table.name);
  return query.assignments.every(({ column, value }) => {
    const target = relation?.kind === 'table' && relation.columns.find(({ name }) => name === column);
    if (target && target.origin.file === file) return true;
    let readsRow = false;
    walkExpression(value, (part) => {
      if (part.kind === 'column' || part.kind === 'subquery') readsRow = true;
    });
    return readsRow;
  });
}

export default defineRule({
  id: 'update-without-where',
  category: 'query',
  title: 'UPDATE of every row',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  query: check,
});
