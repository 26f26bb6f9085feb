import type { QualifiedName } from '../../model/names.ts';
import type { StatementContext } from '../rule.ts';

/** True for a table whose rows nobody will miss: temporary, or made by this file. */
export function isThrowaway(name: QualifiedName, context: StatementContext): boolean {
  const relation = context.catalog.relation(name);
  if (relation?.kind !== 'table') return false;
  return relation.temporary || relation.createdInFile === context.script.file;
}
