import { displayName, type QualifiedName } from '../../model/names.ts';
import type { ConstraintDefinition } from '../../model/operation.ts';

const kinds: Readonly<Record<ConstraintDefinition['kind'], string>> = {
  check: 'CHECK constraint',
  unique: 'UNIQUE constraint',
  'primary-key': 'primary key',
  'foreign-key': 'foreign key',
  exclude: 'exclusion constraint',
  'not-null': 'NOT NULL constraint',
};

/** For messages: `CHECK constraint total_positive on orders`, `a foreign key on orders`. */
export function constraintLabel(constraint: ConstraintDefinition, table: QualifiedName): string {
  const kind = kinds[constraint.kind];
  const name = constraint.name ? `${kind} ${constraint.name}` : `a ${kind}`;
  return `${name} on ${displayName(table)}`;
}
