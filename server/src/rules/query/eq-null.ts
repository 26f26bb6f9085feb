import type { Expression, InTest, Operator } from '../../model/expression.ts';
import type { TextEdit } from '../../model/finding.ts';
import type { Query } from '../../model/query.ts';
import { expressionsOf, walkExpression } from '../../model/walk.ts';
import { defineRule, type StatementContext } from '../rule.ts';

function check(query: Query, context: StatementContext): void {
  for (const root of expressionsOf(query)) {
    walkExpression(root, (expression) => {
      if (expression.kind === 'operator') checkOperator(expression, context);
      else if (expression.kind === 'in') checkIn(expression, context);
    });
  }
}

function checkOperator(comparison: Operator, context: StatementContext): void {
  const { operator, left, right, quantifier } = comparison;
  if (!left || !right || quantifier || !['=', '<>', '!='].includes(operator)) return;
  const tested = isNull(right) ? left : isNull(left) ? right : undefined;
  if (!tested || isNull(tested)) return;
  report(comparison, tested, operator, context);
}

function checkIn(test: InTest, context: StatementContext): void {
  if (!test.list || test.list.length === 0 || !test.list.every(isNull)) return;
  report(test, test.operand, test.negated ? 'NOT IN' : 'IN', context);
}

function isNull(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.type === 'null';
}

function report(comparison: Expression, tested: Expression, operator: string, context: StatementContext): void {
  const instead = operator === '=' || operator === 'IN' ? 'IS NULL' : 'IS NOT NULL';
  const text = context.statement.text.slice(tested.span.start, tested.span.end);
  const edit: TextEdit = { span: comparison.span, newText: `${text} ${instead}` };
  context.report({
    span: comparison.span,
    message: `A comparison with NULL is never true, whatever ${shorten(text)} is, so this condition never holds. Use ${instead}.`,
    rewrites: [{ title: `Use ${instead}`, safety: 'review', sql: { edits: [edit] } }],
  });
}

function shorten(text: string): string {
  return text.length > 40 ? 'the value' : text;
}

export default defineRule({
  id: 'eq-null',
  category: 'query',
  title: 'Comparison with NULL by = or <>',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  query: check,
});
