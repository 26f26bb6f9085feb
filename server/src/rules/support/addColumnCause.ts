import type { AddColumn } from '../../model/operation.ts';
import type { OperationContext } from '../rule.ts';

/** What can make ADD COLUMN rewrite the table. */
export type AddColumnCause = 'serial' | 'identity' | 'generated' | 'domain' | 'default';

const serialTypes = new Set(['smallserial', 'serial', 'bigserial']);

/** True for the pseudo-types that bring a sequence as default. */
export function isSerial(operation: AddColumn): boolean {
  return operation.column.type !== undefined && serialTypes.has(operation.column.type.name);
}

/** Which part of the column makes the rewrite that the lock facts tell of; undefined where no part can. */
export function addColumnCause(operation: AddColumn, context: OperationContext): AddColumnCause | undefined {
  const { column } = operation;
  if (isSerial(operation)) return 'serial';
  if (column.identity) return 'identity';
  if (column.generated) return 'generated';
  if (column.type && context.catalog.type(column.type)?.constrained) return 'domain';
  return column.default ? 'default' : undefined;
}
