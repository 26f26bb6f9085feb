import { rewritePhrase } from '../../model/lockSummary.ts';
import { displayName, displayType } from '../../model/names.ts';
import type { AlterColumnType } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { keywordSpan } from '../support/keywordSpan.ts';
import { isSql } from '../support/sourceText.ts';

/** True for `USING column AT TIME ZONE 'UTC'`. */
function readsAsUtc({ using, column }: AlterColumnType): boolean {
  if (using?.kind !== 'function' || using.name.name !== 'timezone') return false;
  const [zone, value] = using.arguments;
  return zone?.kind === 'constant' && zone.value === 'UTC' && value?.kind === 'column' && value.name === column;
}

/** timestamp to timestamptz needs no rewrite where the session's time zone is UTC and no expression says so again. */
function rewrites(operation: AlterColumnType, old: string | undefined, context: OperationContext): readonly Rewrite[] {
  const { using, type } = operation;
  if (!using || !readsAsUtc(operation) || !isSql(context) || context.statement.inBodyOf) return [];
  if (old !== 'timestamp without time zone' || type.name !== 'timestamp with time zone') return [];
  const word = keywordSpan(context.statement.text, ['USING'], operation.span.start);
  if (!word || word.start > using.span.start) return [];
  const { text } = context.statement;
  const plain = text.slice(0, word.start).trimEnd() + text.slice(operation.span.end);
  const steps = [
    {
      sql: ["SET TIME ZONE 'UTC';", `${plain};`, 'RESET TIME ZONE;'],
      transaction: 'any' as const,
      name: `change ${operation.table.name} ${operation.column}`,
    },
  ];
  return [{ title: "Read the column as UTC through the session's time zone", safety: 'review', sql: { steps } }];
}

export default defineRule({
  id: 'alter-column-type-rewrite',
  category: 'migration',
  title: 'A change of type rewrites the table',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['changing-column-type'] },
  operations: {
    'alter-column-type'(operation, context) {
      const { table, column, type } = operation;
      const fact = harmfulWork(context, 'rewrites');
      if (!fact) return;
      const relation = context.catalog.relation(table);
      const columns = relation?.kind === 'table' ? relation.columns : [];
      const old = columns.find((one) => one.name === column)?.type;
      const change = old ? `from ${displayType(old)} to ${displayType(type)}` : `to ${displayType(type)}`;
      context.report({
        message:
          `Changing ${displayName(table)}.${column} ${change} ${rewritePhrase(fact)}. ` +
          'Add a column of the new type, copy in batches, then swap the names.',
        rewrites: rewrites(operation, old?.name, context),
      });
    },
  },
});
