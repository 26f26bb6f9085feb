import { defineRule, type OperationContext } from '../rule.ts';
import { forNewColumns, type NewColumn, typeEdit } from '../support/newColumns.ts';

function check(column: NewColumn, context: OperationContext): void {
  const { type, definition } = column;
  if (type.name !== 'json' || type.schema !== undefined) return;
  const edit = typeEdit(column, context, `jsonb${'[]'.repeat(type.arrayDimensions)}`);
  context.report({
    span: definition.typeSpan ?? definition.span,
    message: `${column.label} of type json has no equality operator, so DISTINCT, GROUP BY and UNION on it fail, and it cannot be indexed. Use jsonb unless the exact text has to be kept.`,
    evidence: [],
    rewrites: edit ? [{ title: 'Use jsonb', safety: 'review', sql: { edits: [edit] } }] : [],
  });
}

export default defineRule({
  id: 'prefer-jsonb',
  category: 'schema',
  title: 'A json column that can be neither compared nor indexed',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  operations: forNewColumns(check),
});
