import type { Table } from '../../model/catalog.ts';
import { defineRule, type TableContext } from '../rule.ts';
import { columnsLabel, columnsOfType, retype, typePlace } from '../support/typedColumns.ts';

function check(table: Table, context: TableContext): void {
  for (const columns of columnsOfType(({ name, schema }) => name === 'json' && !schema, table, context)) {
    context.report({
      statement: columns.statement,
      span: typePlace(columns),
      message: `json has no equality operator: DISTINCT, GROUP BY and UNION fail on ${columnsLabel(columns)}, and no index can serve a search in it. Use jsonb unless the exact text has to be kept.`,
      rewrites: retype('Use jsonb', columns, (type) => `jsonb${'[]'.repeat(type.arrayDimensions)}`),
    });
  }
}

export default defineRule({
  id: 'prefer-jsonb',
  category: 'schema',
  title: 'A json column that can be neither compared nor indexed',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  table: check,
});
