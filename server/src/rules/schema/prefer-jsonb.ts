import { defineRule, type OperationContext } from '../rule.ts';
import { columnsLabel, forNewColumns, type NewColumn, retype, typePlace } from '../support/newColumns.ts';

function report(column: NewColumn, all: readonly NewColumn[], context: OperationContext): void {
  context.report({
    span: typePlace(column),
    message: `json has no equality operator: DISTINCT, GROUP BY and UNION fail on ${columnsLabel(column, all)}, and no index can serve a search in it. Use jsonb unless the exact text has to be kept.`,
    evidence: [],
    rewrites: retype('Use jsonb', all, context, ({ type }) => `jsonb${'[]'.repeat(type.arrayDimensions)}`),
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
  operations: forNewColumns(({ type }) => type.name === 'json' && type.schema === undefined, report),
});
