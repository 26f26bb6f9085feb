import { quoteName } from '../../dialects/postgres/quoteName.ts';
import type { ColumnReference, Expression, InTest } from '../../model/expression.ts';
import { displayName } from '../../model/names.ts';
import type { Query, SelectQuery } from '../../model/query.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { expressionsOf, fromItems, walkExpression } from '../../model/walk.ts';
import { defineRule, type StatementContext } from '../rule.ts';
import { aliasOf, type ColumnSource, columnSource } from '../support/columnSource.ts';

function check(query: Query, context: StatementContext): void {
  for (const root of expressionsOf(query)) {
    walkExpression(root, (expression) => {
      if (expression.kind !== 'in' || !expression.negated) return;
      if (expression.list) checkList(expression.list, context);
      else if (expression.query?.kind === 'select') checkQuery(expression, expression.query, query, context);
    });
  }
}

function checkList(list: readonly Expression[], context: StatementContext): void {
  const isNull = (item: Expression) => item.kind === 'constant' && item.type === 'null';
  // `NOT IN (NULL)` alone is the business of eq-null.
  const nothing = list.find(isNull);
  if (!nothing || list.every(isNull)) return;
  context.report({
    span: nothing.span,
    message:
      'NOT IN with a NULL in its list is never true, so no row passes. Take NULL out of the list and test it with IS NOT NULL.',
  });
}

function checkQuery(test: InTest, inner: SelectQuery, outer: Query, context: StatementContext): void {
  const target = inner.targets.length === 1 ? inner.targets[0]?.expression : undefined;
  if (target?.kind !== 'column' || inner.setOperation) return;
  const source = columnSource(target, inner, context);
  if (!source || source.column?.notNull || isFiltered(target, inner.where)) return;
  const isKey = source.table?.constraints.some(
    ({ definition }) => definition.kind === 'primary-key' && definition.columns.includes(target.name),
  );
  // Of a table that nobody has described, `id` is the key.
  if (isKey || (!source.column && target.name === 'id')) return;
  const label = `${displayName(source.reference.name)}.${target.name}`;
  const known = source.column !== undefined && !isOuterJoined(inner);
  context.report({
    span: target.span,
    severity: known ? 'warning' : 'info',
    message: known
      ? `${label} can be NULL, and one NULL makes this NOT IN pass no row at all. Use NOT EXISTS, or leave NULLs out with WHERE ${target.name} IS NOT NULL.`
      : `If ${label} can be NULL, one NULL makes this NOT IN pass no row at all. Use NOT EXISTS, or leave NULLs out with WHERE ${target.name} IS NOT NULL.`,
    rewrites: notExists(test, target, inner, outer, source, context),
  });
}

/** `column IS NOT NULL`, or a comparison that NULL does not pass, among the conditions that must all hold. */
function isFiltered(column: ColumnReference, where: Expression | undefined): boolean {
  if (!where) return false;
  const isColumn = (part: Expression | undefined) => part?.kind === 'column' && part.name === column.name;
  switch (where.kind) {
    case 'and':
      return where.operands.some((operand) => isFiltered(column, operand));
    case 'is-null':
      return where.negated && isColumn(where.operand);
    case 'operator':
      return isColumn(where.left) || isColumn(where.right);
    case 'in':
    case 'like':
      return isColumn(where.operand);
    default:
      return false;
  }
}

function isOuterJoined(query: SelectQuery): boolean {
  return fromItems(query).some((item) => item.kind === 'join' && item.type !== 'inner' && item.type !== 'cross');
}

/** NOT EXISTS in place of the test, where both sides are single tables with names of their own. */
function notExists(
  test: InTest,
  target: ColumnReference,
  inner: SelectQuery,
  outer: Query,
  source: ColumnSource,
  context: StatementContext,
): Rewrite[] {
  const { operand } = test;
  const from = inner.from[0];
  if (operand.kind !== 'column' || from?.kind !== 'table' || inner.from.length > 1 || inner.with.length > 0) return [];
  if (inner.groupBy.length > 0 || inner.having || inner.limit || inner.offset || inner.values) return [];
  const owner = operand.table ?? columnSource(operand, outer, context)?.reference;
  const outerName = typeof owner === 'string' ? owner : owner && aliasOf(owner);
  const innerName = aliasOf(source.reference);
  if (!outerName || outerName === innerName) return [];
  const text = (part: { readonly span: { readonly start: number; readonly end: number } }) =>
    context.statement.text.slice(part.span.start, part.span.end);
  const qualified = (column: ColumnReference, name: string) =>
    column.table ? text(column) : `${quoteName(name)}.${text(column)}`;
  const match = `${qualified(target, innerName)} = ${qualified(operand, outerName)}`;
  const rest = inner.where ? ` AND ${inner.where.kind === 'or' ? `(${text(inner.where)})` : text(inner.where)}` : '';
  const newText = `NOT EXISTS (SELECT 1 FROM ${text(from)} WHERE ${match}${rest})`;
  return [{ title: 'Use NOT EXISTS', safety: 'review', sql: { edits: [{ span: test.span, newText }] } }];
}

export default defineRule({
  id: 'not-in-nullable',
  category: 'query',
  title: 'NOT IN over values that can be NULL',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  query: check,
});
