import { defineRule, type OperationContext } from '../rule.ts';
import { columnsLabel, forNewColumns, type NewColumn, retype, typePlace } from '../support/newColumns.ts';

function withZone({ type }: NewColumn): string {
  const precision = type.modifiers[0] === undefined ? '' : `(${type.modifiers[0]})`;
  return `timestamptz${precision}${'[]'.repeat(type.arrayDimensions)}`;
}

function report(column: NewColumn, all: readonly NewColumn[], context: OperationContext): void {
  context.report({
    span: typePlace(column),
    message: `Without time zone: ${columnsLabel(column, all)} keeps what the clock of the session shows, so sessions in other zones store and read other moments. Use timestamptz, which takes the same 8 bytes.`,
    evidence: [],
    rewrites: retype('Use timestamptz', all, context, withZone),
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
  operations: forNewColumns(({ type }) => type.name === 'timestamp without time zone', report),
});
