import type { Table } from '../../model/catalog.ts';
import type { TypeName } from '../../model/names.ts';
import { defineRule, type TableContext } from '../rule.ts';
import { columnsLabel, columnsOfType, retype, typePlace } from '../support/typedColumns.ts';

function withZone(type: TypeName): string {
  const precision = type.modifiers[0] === undefined ? '' : `(${type.modifiers[0]})`;
  return `timestamptz${precision}${'[]'.repeat(type.arrayDimensions)}`;
}

function check(table: Table, context: TableContext): void {
  for (const columns of columnsOfType(({ name }) => name === 'timestamp without time zone', table, context)) {
    context.report({
      statement: columns.statement,
      span: typePlace(columns),
      message: `No time zone is kept in ${columnsLabel(columns)}: sessions in other zones store and read other moments. Use timestamptz, which takes the same 8 bytes.`,
      rewrites: retype('Use timestamptz', columns, withZone),
    });
  }
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
  table: check,
});
