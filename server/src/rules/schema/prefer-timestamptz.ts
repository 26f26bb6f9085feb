import { defineRule, type OperationContext } from '../rule.ts';
import { forNewColumns, type NewColumn, typeEdit } from '../support/newColumns.ts';

function check(column: NewColumn, context: OperationContext): void {
  const { type, definition } = column;
  if (type.name !== 'timestamp without time zone') return;
  const precision = type.modifiers[0] === undefined ? '' : `(${type.modifiers[0]})`;
  const edit = type.arrayDimensions === 0 ? typeEdit(column, context, `timestamptz${precision}`) : undefined;
  context.report({
    span: definition.typeSpan ?? definition.span,
    message: `${column.label} keeps a clock reading without its time zone: sessions in another zone read another moment, and now() is cut to local time. Use timestamptz, which takes the same 8 bytes.`,
    evidence: [],
    rewrites: edit ? [{ title: 'Use timestamptz', safety: 'review', sql: { edits: [edit] } }] : [],
  });
}

export default defineRule({
  id: 'prefer-timestamptz',
  category: 'schema',
  title: 'A timestamp column without time zone',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  aliases: { squawk: ['prefer-timestamp-tz'] },
  operations: forNewColumns(check),
});
