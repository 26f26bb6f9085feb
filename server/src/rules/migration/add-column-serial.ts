import { objectName } from '../../model/defaultName.ts';
import { rewritePhrase } from '../../model/lockSummary.ts';
import { displayName } from '../../model/names.ts';
import type { AddColumn } from '../../model/operation.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { isSerial } from '../support/addColumnCause.ts';
import { addColumnSteps } from '../support/addColumnSteps.ts';
import { stepsInstead } from '../support/alterTableParts.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { besideTable, isSql, nameText, tableText } from '../support/sourceText.ts';

/** The integer under each serial type: of the column and of its sequence. */
const integers: Readonly<Record<string, string>> = {
  smallserial: 'smallint',
  serial: 'integer',
  bigserial: 'bigint',
};

function rewrites(operation: AddColumn, context: OperationContext): readonly Rewrite[] {
  if (operation.column.constraints.length > 0 || !isSql(context) || context.statement.inBodyOf) return [];
  const steps = operation.column.identity ? identitySteps(operation, context) : serialSteps(operation, context);
  const whole = steps && stepsInstead(steps, context);
  return whole
    ? [{ title: 'Add the column empty, then number the rows', safety: 'review', sql: { steps: whole } }]
    : [];
}

function serialSteps(operation: AddColumn, context: OperationContext): RewriteStep[] | undefined {
  const { column, table } = operation;
  const integer = integers[column.type?.name ?? ''];
  if (!integer) return undefined;
  const sequence = besideTable(table, objectName(table.name, column.name, 'seq'));
  const written = tableText(operation, context);
  const name = nameText(column.name, column.span, context);
  return addColumnSteps({
    operation,
    tableText: written,
    columnText: name,
    type: integer,
    value: nextValue(sequence),
    before: [`CREATE SEQUENCE ${sequence} AS ${integer} OWNED BY ${written}.${name};`],
    notNull: true,
    version: context.version,
  });
}

/** Numbers the rows from a sequence of its own, which hands over to that of the identity. */
function identitySteps(operation: AddColumn, context: OperationContext): RewriteStep[] | undefined {
  const { column, table } = operation;
  const { typeSpan } = column;
  // why: options of the sequence, in parentheses, would be lost.
  if (!typeSpan || /\bIDENTITY\s*\(/i.test(context.textOf(column.span))) return undefined;
  const written = tableText(operation, context);
  const name = nameText(column.name, column.span, context);
  const numbers = besideTable(table, objectName(table.name, column.name, 'numbers'));
  const generated = column.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT';
  const literals = [written, column.name].map((text) => `'${text.replaceAll("'", "''")}'`).join(', ');
  return [
    ...addColumnSteps({
      operation,
      tableText: written,
      columnText: name,
      type: context.textOf(typeSpan),
      value: nextValue(numbers),
      before: [`CREATE SEQUENCE ${numbers};`],
      undoBefore: [`DROP SEQUENCE IF EXISTS ${numbers};`],
      notNull: true,
      version: context.version,
    }),
    {
      sql: [
        `ALTER TABLE ${written} ALTER COLUMN ${name} DROP DEFAULT, ALTER COLUMN ${name} ADD GENERATED ${generated} AS IDENTITY;`,
        `SELECT setval(pg_get_serial_sequence(${literals}), ${nextValue(numbers)}, false);`,
        `DROP SEQUENCE ${numbers};`,
      ],
      undo: [
        `CREATE SEQUENCE ${numbers};`,
        `SELECT setval('${numbers.replaceAll("'", "''")}', nextval(pg_get_serial_sequence(${literals})), false);`,
        `ALTER TABLE ${written} ALTER COLUMN ${name} DROP IDENTITY, ALTER COLUMN ${name} SET DEFAULT ${nextValue(numbers)};`,
      ],
      transaction: 'separate',
      name: `number ${table.name} ${column.name}`,
    },
  ];
}

function nextValue(sequence: string): string {
  return `nextval('${sequence.replaceAll("'", "''")}')`;
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
      const fact = harmfulWork(context, 'rewrites');
      if (!fact) return;
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
