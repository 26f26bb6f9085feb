import type { CatalogView } from '../../model/catalog.ts';
import { displayName } from '../../model/names.ts';
import type { Query, UpdateQuery } from '../../model/query.ts';
import { walkExpression } from '../../model/walk.ts';
import { defineRule, type StatementContext } from '../rule.ts';
import { commonNames } from '../support/columnSource.ts';
import { isTautology } from '../support/tautology.ts';
import { isThrowaway } from '../support/throwaway.ts';

function check(query: Query, context: StatementContext): void {
  if (query.kind !== 'update' || !isTautology(query.where)) return;
  const { table } = query;
  if (isThrowaway(table.name, context)) return;
  if (query.from.length > 0) {
    reportJoin(query, context);
    return;
  }
  if (keepsOldValues(query, context.catalog, context.script.file)) return;
  const condition = query.where ? 'This WHERE holds for every row, so' : 'Without WHERE,';
  context.report({
    span: query.where?.span ?? table.span,
    message: `${condition} UPDATE overwrites ${overwritten(query)} in all of ${displayName(table.name)} and keeps each row locked until the transaction ends. Say which rows are meant; fill a large table in batches by key.`,
  });
}

function overwritten({ assignments }: UpdateQuery): string {
  return assignments.length > 2 ? `${assignments.length} columns` : assignments.map(({ column }) => column).join(', ');
}

/** UPDATE … FROM another table with nothing that ties the two together. A subquery may give its one row to all. */
function reportJoin(query: UpdateQuery, context: StatementContext): void {
  const common = commonNames(context.statement);
  const other = query.from.find(
    (item) => item.kind === 'table' && (item.name.schema !== undefined || !common.has(item.name.name)),
  );
  if (other?.kind !== 'table') return;
  const [table, from] = [displayName(query.table.name), displayName(other.name)];
  context.report({
    span: other.span,
    message: `Without WHERE, UPDATE joins every row of ${table} with every row of ${from} and keeps the values of any one. Tie the two together: WHERE ${from}.key = ${table}.key.`,
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
