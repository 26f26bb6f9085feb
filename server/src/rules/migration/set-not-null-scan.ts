import { quoteName } from '../../dialects/postgres/quoteName.ts';
import { lockPhrase } from '../../model/lockSummary.ts';
import { displayName } from '../../model/names.ts';
import type { AlterColumn } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { stepsInstead } from '../support/alterTableParts.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { notNullNotValidSince, notNullSteps } from '../support/notNullSteps.ts';
import { nameText, tableText } from '../support/sourceText.ts';

/** First version in which SET NOT NULL believes a validated CHECK. */
const checkTrustedSince = 12;

function rewrites(operation: AlterColumn, context: OperationContext): readonly Rewrite[] {
  // why: 11 reads the table whatever a CHECK proves.
  if (context.statement.inBodyOf || context.version < checkTrustedSince) return [];
  const { table, column } = operation;
  const columnText = nameText(column, operation.span, context);
  const target = { table, tableText: tableText(operation, context), column, columnText, version: context.version };
  const steps = stepsInstead(notNullSteps(target), context);
  if (!steps) return [];
  const title = 'Set NOT NULL in steps that block nobody';
  return [{ title, safety: 'review', intent: { kind: 'set-not-null-in-steps' }, sql: { steps } }];
}

/** A column that the table does not have: its name is filled in when the statement runs, and a CHECK may prove it. */
function isNameOpen({ table, column }: AlterColumn, context: OperationContext): boolean {
  const relation = context.catalog.relation(table);
  return relation?.kind === 'table' && !relation.isPartial && !relation.columns.some(({ name }) => name === column);
}

export default defineRule({
  id: 'set-not-null-scan',
  category: 'migration',
  title: 'SET NOT NULL reads the whole table while reads and writes are blocked',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['adding-not-nullable-field'] },
  operations: {
    'alter-column'(operation, context) {
      if (operation.action !== 'set-not-null') return;
      const fact = harmfulWork(context, 'scans');
      if (!fact) return;
      const way =
        context.version >= notNullNotValidSince
          ? 'Add the NOT NULL constraint NOT VALID, then VALIDATE it.'
          : context.version < checkTrustedSince
            ? 'Keep a CHECK constraint instead, added NOT VALID and validated.'
            : `First add CHECK (${quoteName(operation.column)} IS NOT NULL) NOT VALID and VALIDATE it.`;
      const column = `${displayName(operation.table)}.${operation.column}`;
      const reads = fact.uncertain || isNameOpen(operation, context) ? 'may read' : 'reads';
      context.report({
        message: `Setting NOT NULL on ${column} ${reads} the whole table under ${lockPhrase(fact)}: reads and writes wait meanwhile. ${way}`,
        rewrites: rewrites(operation, context),
      });
    },
  },
});
