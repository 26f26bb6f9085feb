import type { QualifiedName } from '../../model/names.ts';
import type { StatementContext } from '../rule.ts';

/** Whether the table is known to be partitioned: much of what is done CONCURRENTLY or USING INDEX is refused there. */
export function isPartitioned(table: QualifiedName, context: StatementContext): boolean {
  const relation = context.catalog.relation(table);
  return relation?.kind === 'table' && relation.partitionBy !== undefined;
}
