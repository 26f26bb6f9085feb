import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { Table } from '../../model/catalog.ts';
import { objectName } from '../../model/defaultName.ts';
import type { CreateIndex } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import type { OperationContext } from '../rule.ts';
import { inOrder } from './inOrder.ts';
import { keywordSpan } from './keywordSpan.ts';
import { besideTable, isSql } from './sourceText.ts';

/**
 * An index of a partitioned table without blocking writes: on the parent alone, concurrently on each partition, attached.
 * Undefined where the index has no name or the partitions are not all known, or are partitioned themselves.
 */
export function partitionedIndexSteps(
  operation: CreateIndex,
  table: Table,
  context: OperationContext,
): readonly RewriteStep[] | undefined {
  const { name } = operation;
  const text = context.statement.text;
  const on = keywordSpan(text, ['ON'], operation.span.start);
  const create = keywordSpan(text, ['CREATE', 'INDEX']) ?? keywordSpan(text, ['CREATE', 'UNIQUE', 'INDEX']);
  if (!isSql(context) || !name || !on || !create || operation.ifNotExists || table.partitions.length === 0)
    return undefined;
  const leaves = table.partitions.map((partition) => context.catalog.relation(partition));
  if (!leaves.every((leaf) => leaf?.kind === 'table' && !leaf.partitionBy)) return undefined;
  const head = text.slice(0, create.end);
  const definition = text.slice(keywordSpan(text, ['USING'], on.end)?.start ?? text.indexOf('(', on.end));
  const steps: RewriteStep[] = [
    {
      sql: [`${text.slice(0, on.end)} ONLY${text.slice(on.end)};`],
      undo: [`DROP INDEX IF EXISTS ${besideTable(operation.table, name)};`],
      transaction: 'any',
      name: `create ${name}`,
    },
  ];
  for (const partition of table.partitions) {
    const columns = operation.elements.map((element) => element.column ?? 'expr').join('_');
    const leafIndex = objectName(partition.name, columns, 'idx');
    const onLeaf = `${head} CONCURRENTLY ${quoteName(leafIndex)} ON ${quoteQualifiedName(partition)} ${definition};`;
    const attach = `ALTER INDEX ${besideTable(operation.table, name)} ATTACH PARTITION ${besideTable(partition, leafIndex)};`;
    // why: an index that is attached cannot be dropped or detached; both go with that of the parent.
    steps.push({ sql: [onLeaf], undo: [], transaction: 'forbidden', name: `create ${leafIndex}` });
    steps.push({ sql: [attach], undo: [], transaction: 'any', name: `attach ${leafIndex}` });
  }
  return inOrder(steps);
}
