import { defaultConstraintName } from '../../model/defaultName.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { ConstraintDefinition } from '../../model/operation.ts';
import type { StatementContext } from '../rule.ts';

/** The constraint's name, or the one that the server would give it: one that nothing on the table has yet. */
export function constraintName(
  table: QualifiedName,
  definition: ConstraintDefinition,
  context: StatementContext,
): string {
  if (definition.name) return definition.name;
  const relation = context.catalog.relation(table);
  const taken = relation?.kind === 'table' ? relation.constraints.map((constraint) => constraint.name) : [];
  return defaultConstraintName(table.name, definition, (name) => taken.includes(name));
}
