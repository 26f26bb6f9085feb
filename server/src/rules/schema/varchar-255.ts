import { defineRule, type OperationContext } from '../rule.ts';
import { forNewColumns, type NewColumn, typeEdit } from '../support/newColumns.ts';

function check(column: NewColumn, context: OperationContext): void {
  const { type, definition } = column;
  if (type.name !== 'character varying' || type.modifiers[0] !== 255) return;
  const edit = typeEdit(column, context, `text${'[]'.repeat(type.arrayDimensions)}`);
  context.report({
    span: definition.typeSpan ?? definition.span,
    message: `varchar(255) of ${column.label} saves nothing in PostgreSQL and refuses the 256th character. Use text, with a CHECK on the length where the business has a limit.`,
    evidence: [],
    rewrites: edit ? [{ title: 'Use text', safety: 'review', sql: { edits: [edit] } }] : [],
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
  operations: forNewColumns(check),
});
