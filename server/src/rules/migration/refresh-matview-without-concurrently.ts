import { isHarmlessTarget, type View } from '../../model/catalog.ts';
import { displayName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { keywordSpan } from '../support/keywordSpan.ts';
import { isSql } from '../support/sourceText.ts';

function check(operation: OperationOf<'refresh-materialized-view'>, context: OperationContext): void {
  if (operation.concurrently || operation.withNoData) return;
  const relation = context.catalog.relation(operation.view);
  if (isHarmlessTarget(relation, context.script.file)) return;
  const view = relation?.kind === 'materialized-view' ? relation : undefined;
  const keywords = isSql(context) ? keywordSpan(context.statement.text, ['MATERIALIZED', 'VIEW']) : undefined;
  const canBeConcurrent = !view || hasUsableUniqueIndex(view);
  context.report({
    message: canBeConcurrent
      ? `Readers of ${displayName(operation.view)} wait until its query has run again. REFRESH … CONCURRENTLY lets them read the old rows meanwhile; it needs a unique index on plain columns.`
      : `Readers of ${displayName(operation.view)} wait until its query has run again. Give it a unique index on plain columns, without WHERE, and refresh it CONCURRENTLY.`,
    rewrites:
      keywords && canBeConcurrent
        ? [
            {
              title: 'Refresh CONCURRENTLY',
              safety: 'review',
              sql: { edits: [{ span: { start: keywords.end, end: keywords.end }, newText: ' CONCURRENTLY' }] },
            },
          ]
        : [],
  });
}

/** What REFRESH CONCURRENTLY demands: a unique index on columns alone and on all rows. */
function hasUsableUniqueIndex(view: View): boolean {
  return view.indexes.some(
    (index) => index.unique && !index.partial && index.elements.every((element) => element.column !== undefined),
  );
}

export default defineRule({
  id: 'refresh-matview-without-concurrently',
  category: 'migration',
  title: 'A materialized view is refreshed under an exclusive lock',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  operations: { 'refresh-materialized-view': check },
});
