import type { Expression } from '../../model/expression.ts';

/** True for a condition that holds for every row: none at all, `true`, `1 = 1`, `id = id`, `… OR true`. */
export function isTautology(condition: Expression | undefined): boolean {
  if (!condition) return true;
  switch (condition.kind) {
    case 'constant':
      return condition.value === true;
    case 'and':
      return condition.operands.every(isTautology);
    case 'or':
      return condition.operands.some(isTautology);
    case 'not':
      return condition.operands.every(
        ({ kind, ...rest }) => kind === 'constant' && 'value' in rest && rest.value === false,
      );
    case 'operator':
      return condition.operator === '=' && !condition.quantifier && areTheSame(condition.left, condition.right);
    default:
      return false;
  }
}

function areTheSame(left: Expression | undefined, right: Expression | undefined): boolean {
  if (left?.kind === 'constant' && right?.kind === 'constant') {
    return left.value !== null && left.type === right.type && left.value === right.value;
  }
  if (left?.kind === 'column' && right?.kind === 'column') {
    return left.name === right.name && left.table === right.table && left.schema === right.schema;
  }
  return false;
}
