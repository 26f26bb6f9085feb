import type { Expression } from './expression.ts';
import type { FromItem, Query } from './query.ts';

/** Calls `visit` for the query and every query inside it: CTEs, subqueries, derived tables, set operation branches. Outer first. */
export function walkQueries(query: Query, visit: (query: Query) => void): void {
  visit(query);
  const inner = innerQueries(query);
  if (inner.length === 0) return;
  const pending = inner.reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    visit(next);
    pushReversed(pending, innerQueries(next));
  }
}

/** Queries directly inside this one, in the order of the parts that hold them. */
export function innerQueries(query: Query): Query[] {
  const found: Query[] = [];
  for (const cte of query.with) found.push(cte.query);
  if (query.kind === 'select' && query.setOperation) found.push(query.setOperation.left, query.setOperation.right);
  if (query.kind === 'insert' && query.source) found.push(query.source);
  for (const item of fromItems(query)) if (item.kind === 'derived') found.push(item.query);
  const collect = (expression: Expression): void => {
    if ((expression.kind === 'subquery' || expression.kind === 'in') && expression.query) found.push(expression.query);
  };
  for (const root of expressionsOf(query)) walkExpression(root, collect);
  return found;
}

/** Calls `visit` for the expression and every expression under it, without entering subqueries. Outer first. */
export function walkExpression(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  if (isLeaf(expression)) return;
  const pending = childExpressions(expression).reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    visit(next);
    if (!isLeaf(next)) pushReversed(pending, childExpressions(next));
  }
}

function isLeaf({ kind }: Expression): boolean {
  return kind === 'column' || kind === 'constant' || kind === 'star' || kind === 'parameter';
}

function pushReversed<Item>(pending: Item[], items: readonly Item[]): void {
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index];
    if (item !== undefined) pending.push(item);
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
  const found: Expression[] = [];
  const add = (expression: Expression | undefined): void => {
    if (expression) found.push(expression);
  };
  switch (query.kind) {
    case 'select':
      for (const target of query.targets) found.push(target.expression);
      addJoinConditions(query, found);
      add(query.where);
      for (const expression of query.groupBy) add(expression);
      add(query.having);
      for (const expression of query.orderBy) add(expression);
      add(query.limit);
      add(query.offset);
      for (const row of query.values ?? []) for (const expression of row) add(expression);
      return found;
    case 'insert':
      for (const target of query.returning) found.push(target.expression);
      return found;
    case 'update':
      for (const assignment of query.assignments) add(assignment.value);
      addJoinConditions(query, found);
      add(query.where);
      for (const target of query.returning) found.push(target.expression);
      return found;
    case 'delete':
      addJoinConditions(query, found);
      add(query.where);
      for (const target of query.returning) found.push(target.expression);
      return found;
    case 'merge':
      addJoinConditions(query, found);
      add(query.on);
      return found;
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
  if (roots.length === 1 && roots[0] && roots[0].kind !== 'join') return [roots[0]];
  const pending = roots.toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    items.push(next);
    if (next.kind === 'join') pending.push(next.right, next.left);
  }
  return items;
}

function addJoinConditions(query: Query, found: Expression[]): void {
  for (const item of fromItems(query)) {
    const condition = item.kind === 'join' ? item.on : item.kind === 'function' ? item.call : undefined;
    if (condition) found.push(condition);
  }
}

function present<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter((item) => item !== undefined);
}
