import type { Expression } from './expression.ts';
import type { FromItem, Query } from './query.ts';

/** Calls `visit` for the query and every query inside it: CTEs, subqueries, derived tables, set operation branches. Outer first. */
export function walkQueries(query: Query, visit: (query: Query) => void): void {
  const pending: Query[] = [query];
  for (let next = pending.pop(); next; next = pending.pop()) {
    visit(next);
    pending.push(...innerQueries(next).reverse());
  }
}

/** Queries directly inside this one, in the order of the parts that hold them. */
export function innerQueries(query: Query): Query[] {
  const found: Query[] = query.with.map((cte) => cte.query);
  if (query.kind === 'select' && query.setOperation) found.push(query.setOperation.left, query.setOperation.right);
  if (query.kind === 'insert' && query.source) found.push(query.source);
  for (const item of fromItems(query)) if (item.kind === 'derived') found.push(item.query);
  for (const root of expressionsOf(query)) {
    walkExpression(root, (expression) => {
      if ((expression.kind === 'subquery' || expression.kind === 'in') && expression.query)
        found.push(expression.query);
    });
  }
  return found;
}

/** Calls `visit` for the expression and every expression under it, without entering subqueries. Outer first. */
export function walkExpression(expression: Expression, visit: (expression: Expression) => void): void {
  const pending: Expression[] = [expression];
  for (let next = pending.pop(); next; next = pending.pop()) {
    visit(next);
    pending.push(...childExpressions(next).reverse());
  }
}

/** Expressions directly under this one, left to right; the queries of subqueries are not entered. */
export function childExpressions(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'column':
    case 'star':
    case 'constant':
    case 'parameter':
      return [];
    case 'function':
      return [...expression.arguments];
    case 'operator':
      return present([expression.left, expression.right]);
    case 'and':
    case 'or':
    case 'not':
      return [...expression.operands];
    case 'is-null':
    case 'cast':
      return [expression.operand];
    case 'in':
      return [expression.operand, ...(expression.list ?? [])];
    case 'like':
      return [expression.operand, expression.pattern];
    case 'subquery':
      return present([expression.operand]);
    case 'other':
      return [...expression.children];
  }
}

/** The outermost expressions of a query's own clauses, its joins included; CTEs and derived tables are not entered. */
export function expressionsOf(query: Query): Expression[] {
  switch (query.kind) {
    case 'select':
      return present([
        ...query.targets.map((target) => target.expression),
        ...joinConditions(query),
        query.where,
        ...query.groupBy,
        query.having,
        ...query.orderBy,
        query.limit,
        query.offset,
        ...(query.values ?? []).flat(),
      ]);
    case 'insert':
      return query.returning.map((target) => target.expression);
    case 'update':
      return present([
        ...query.assignments.map((assignment) => assignment.value),
        ...joinConditions(query),
        query.where,
        ...query.returning.map((target) => target.expression),
      ]);
    case 'delete':
      return present([...joinConditions(query), query.where, ...query.returning.map((target) => target.expression)]);
    case 'merge':
      return [...joinConditions(query), query.on];
  }
}

/** Every FROM item of the query, joins taken apart and included; in source order. */
export function fromItems(query: Query): FromItem[] {
  const roots: readonly FromItem[] =
    query.kind === 'select' || query.kind === 'update'
      ? query.from
      : query.kind === 'delete'
        ? query.using
        : query.kind === 'merge'
          ? [query.source]
          : [];
  const items: FromItem[] = [];
  const pending = [...roots].reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    items.push(next);
    if (next.kind === 'join') pending.push(next.right, next.left);
  }
  return items;
}

function joinConditions(query: Query): Expression[] {
  return present(
    fromItems(query).map((item) => (item.kind === 'join' ? item.on : item.kind === 'function' ? item.call : undefined)),
  );
}

function present<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter((item) => item !== undefined);
}
