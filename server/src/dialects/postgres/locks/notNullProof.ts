import type { Table } from '../../../model/catalog.ts';
import type { TargetVersion } from '../../../model/dialect.ts';
import type { Expression } from '../../../model/expression.ts';

/**
 * Whether the server knows from a valid CHECK that the column has no nulls, so that SET NOT NULL (or a primary key) needs
 * no scan: PostgreSQL 12 and later. `CHECK (a > 0)` does not tell: it holds for nulls.
 */
export function provesNotNull(table: Table, column: string, version: TargetVersion): boolean {
  if (version < 12) return false;
  return table.constraints.some(
    ({ definition, valid }) => valid && definition.kind === 'check' && impliesNotNull(definition.expression, column),
  );
}

/** Whether `column IS NOT NULL` follows from the expression being true or null. */
export function impliesNotNull(expression: Expression, column: string): boolean {
  switch (expression.kind) {
    case 'is-null':
      return expression.negated && isColumn(expression.operand, column);
    case 'and':
      return expression.operands.some((operand) => impliesNotNull(operand, column));
    case 'or':
      return expression.operands.length > 0 && expression.operands.every((operand) => impliesNotNull(operand, column));
    case 'not': {
      const [operand] = expression.operands;
      return operand?.kind === 'is-null' && !operand.negated && isColumn(operand.operand, column);
    }
    default:
      return false;
  }
}

function isColumn(expression: Expression, column: string): boolean {
  return expression.kind === 'column' && expression.name === column;
}
