import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import { objectName } from '../../model/defaultName.ts';
import { displayName } from '../../model/names.ts';
import type { AddColumn } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { isSerial } from '../support/addColumnCause.ts';
import { addColumnSteps } from '../support/addColumnSteps.ts';
import { stepsInstead } from '../support/alterTableParts.ts';
import { harmfulLock } from '../support/harmfulLock.ts';
import { rewritePhrase } from '../support/lockPhrase.ts';
import { isSql, tableText } from '../support/sourceText.ts';

/** The integer under each serial type: of the column and of its sequence. */
const integers: Readonly<Record<string, string>> = {
  smallserial: 'smallint',
  serial: 'integer',
  bigserial: 'bigint',
};

function rewrites(operation: AddColumn, context: OperationContext): readonly Rewrite[] {
  const { column, table } = operation;
  const integer = integers[column.type?.name ?? ''];
  if (!integer || column.constraints.length > 0 || !isSql(context) || context.statement.inBodyOf) return [];
  const name = { schema: table.schema, name: objectName(table.name, column.name, 'seq') };
  const sequence = quoteQualifiedName(name);
  const written = tableText(operation, context);
  const steps = addColumnSteps({
    operation,
    tableText: written,
    type: integer,
    value: `nextval('${sequence.replaceAll("'", "''")}')`,
    before: [`CREATE SEQUENCE ${sequence} AS ${integer} OWNED BY ${written}.${quoteName(column.name)};`],
    notNull: true,
    version: context.version,
  });
  const whole = stepsInstead(steps, context);
  return whole
    ? [{ title: 'Add the column empty, then number the rows', safety: 'review', sql: { steps: whole } }]
    : [];
}

export default defineRule({
  id: 'add-column-serial',
  category: 'migration',
  title: 'A new serial or identity column rewrites the table to number its rows',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['adding-serial-primary-key-field'] },
  operations: {
    'add-column'(operation, context) {
      const { column, table } = operation;
      if (!isSerial(operation) && !column.identity) return;
      const fact = harmfulLock(context, table);
      if (!fact?.rewrites) return;
      const what = column.identity ? 'identity' : (column.type?.name ?? 'serial');
      context.report({
        span: column.identity ? undefined : column.typeSpan,
        message:
          `Adding the ${what} column ${displayName(table)}.${column.name} numbers every row: it ${rewritePhrase(fact)}. ` +
          'Add a plain column, fill it in batches, then attach the sequence.',
        rewrites: rewrites(operation, context),
      });
    },
  },
});
