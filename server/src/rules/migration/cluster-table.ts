import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import { isHarmlessTarget } from '../../model/catalog.ts';
import { displayName, type QualifiedName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { isSql } from '../support/sourceText.ts';

function check(operation: OperationOf<'cluster'>, context: OperationContext): void {
  const { table, index } = operation;
  if (table && isHarmlessTarget(context.catalog.relation(table), context.script.file)) return;
  const what = table ? displayName(table) : 'every clustered table of the database';
  context.report({
    message: `CLUSTER writes ${what} and all its indexes anew and blocks reads and writes until it is done. Order the table with pg_repack, which works beside running queries.`,
    rewrites: table && index && isSql(context) && !context.statement.inBodyOf ? [remember(table, index, context)] : [],
  });
}

/** pg_repack orders by the index that the table remembers. */
function remember(table: QualifiedName, index: string, context: OperationContext): Rewrite {
  const newText = `ALTER TABLE ${quoteQualifiedName(table)} CLUSTER ON ${quoteName(index)}`;
  return {
    title: 'Remember the index here, order the rows with pg_repack',
    safety: 'review',
    sql: { edits: [{ span: { start: 0, end: context.statement.text.length }, newText }] },
  };
}

export default defineRule({
  id: 'cluster-table',
  category: 'migration',
  title: 'CLUSTER rewrites the table under an exclusive lock',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  operations: { cluster: check },
});
