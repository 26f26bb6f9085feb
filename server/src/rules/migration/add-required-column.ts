import { isHarmlessTarget } from '../../model/catalog.ts';
import { displayName } from '../../model/names.ts';
import type { AddColumn } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { isSerial } from '../support/addColumnCause.ts';
import { isSql } from '../support/sourceText.ts';

/** True where rows that are there get a value from the column itself. */
function fillsItself({ column }: AddColumn, isSerialColumn: boolean): boolean {
  const { default: value } = column;
  const isNull = value?.kind === 'constant' && value.type === 'null';
  return isSerialColumn || column.identity !== undefined || column.generated !== undefined || (!!value && !isNull);
}

function rewrites(operation: AddColumn, context: OperationContext): readonly Rewrite[] {
  const { notNullSpan } = operation.column;
  if (!notNullSpan || !isSql(context)) return [];
  const before = context.textOf({ start: 0, end: notNullSpan.start });
  const span = { start: before.trimEnd().length, end: notNullSpan.end };
  return [{ title: 'Let the column be NULL for now', safety: 'review', sql: { edits: [{ span, newText: '' }] } }];
}

export default defineRule({
  id: 'add-required-column',
  category: 'migration',
  title: 'A new column requires a value that the existing rows do not have',
  severity: 'error',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['adding-required-field'] },
  operations: {
    'add-column'(operation, context) {
      const { column, table } = operation;
      const isKey = column.constraints.some((constraint) => constraint.kind === 'primary-key');
      if (!column.notNull && !isKey) return;
      if (fillsItself(operation, isSerial(operation))) return;
      const relation = context.catalog.relation(table);
      if (isHarmlessTarget(relation, context.script.file)) return;
      // why: a domain may bring a default of its own, which the history does not keep.
      if (column.type && context.catalog.type(column.type)?.form === 'domain') return;
      context.report({
        span: column.notNullSpan,
        message:
          `Adding ${displayName(table)}.${column.name} as ${isKey ? 'primary key' : 'NOT NULL'} without a default fails as soon as the table has a row, ` +
          'and INSERTs that do not name it break. Give it a DEFAULT, or add it nullable and require it later.',
        evidence: [],
        rewrites: isKey ? [] : rewrites(operation, context),
      });
    },
  },
});
