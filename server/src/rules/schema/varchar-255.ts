import { defineRule, type OperationContext } from '../rule.ts';
import { columnsLabel, forNewColumns, type NewColumn, retype, typePlace } from '../support/newColumns.ts';

function report(column: NewColumn, all: readonly NewColumn[], context: OperationContext): void {
  context.report({
    span: typePlace(column),
    message: `varchar(255) of ${columnsLabel(column, all)} saves nothing in PostgreSQL and refuses the 256th character. Use text, with a CHECK on the length where the business has a limit.`,
    evidence: [],
    rewrites: retype('Use text', all, context, ({ type }) => `text${'[]'.repeat(type.arrayDimensions)}`),
  });
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
  operations: forNewColumns(({ type }) => type.name === 'character varying' && type.modifiers[0] === 255, report),
});
