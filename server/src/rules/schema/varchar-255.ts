import type { Table } from '../../model/catalog.ts';
import type { TypeName } from '../../model/names.ts';
import { defineRule, type TableContext } from '../rule.ts';
import { columnsLabel, columnsOfType, retype, typePlace } from '../support/typedColumns.ts';

function isVarchar255(type: TypeName): boolean {
  return type.name === 'character varying' && type.modifiers[0] === 255;
}

function check(table: Table, context: TableContext): void {
  for (const columns of columnsOfType(isVarchar255, table, context)) {
    context.report({
      statement: columns.statement,
      span: typePlace(columns),
      message: `varchar(255) of ${columnsLabel(columns)} saves nothing in PostgreSQL and refuses the 256th character. Use text, with a CHECK on the length where the business has a limit.`,
      rewrites: retype('Use text', columns, (type) => `text${'[]'.repeat(type.arrayDimensions)}`),
    });
  }
}

export default defineRule({
  id: 'varchar-255',
  category: 'schema',
  title: 'A length of 255 that means nothing',
  severity: 'hint',
  dialects: ['postgresql'],
  preset: 'strict',
  directions: ['up'],
  aliases: { squawk: ['prefer-text-field'] },
  table: check,
});
