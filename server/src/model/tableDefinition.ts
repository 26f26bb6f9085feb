import type { Expression } from './expression.ts';
import type { QualifiedName, TypeName } from './names.ts';
import type { Span } from './span.ts';

/** Columns and constraints, as CREATE TABLE and ALTER TABLE define them. Spans are relative to the statement's text. */

export interface ColumnDefinition {
  readonly name: string;
  readonly span: Span;
  readonly type?: TypeName;
  readonly typeSpan?: Span;
  readonly notNull: boolean;
  readonly notNullSpan?: Span;
  readonly default?: Expression;
  readonly identity?: 'always' | 'by-default';
  readonly generated?: { readonly expression: Expression; readonly storage: 'stored' | 'virtual' };
  readonly collation?: QualifiedName;
  /** Inline CHECK, UNIQUE, PRIMARY KEY and REFERENCES; NOT NULL is `notNull`. */
  readonly constraints: readonly ConstraintDefinition[];
}

export type ConstraintDefinition =
  | CheckConstraint
  | UniqueConstraint
  | ForeignKeyConstraint
  | ExclusionConstraint
  | NotNullConstraint;

interface ConstraintBase {
  readonly name?: string;
  readonly span: Span;
  readonly notValid: boolean;
  /** PostgreSQL 18: NOT ENFORCED. */
  readonly notEnforced?: boolean;
  readonly deferrable?: boolean;
}

export interface CheckConstraint extends ConstraintBase {
  readonly kind: 'check';
  readonly expression: Expression;
}

export interface UniqueConstraint extends ConstraintBase {
  readonly kind: 'unique' | 'primary-key';
  readonly columns: readonly string[];
  readonly usingIndex?: string;
  readonly nullsNotDistinct?: boolean;
}

export interface ForeignKeyConstraint extends ConstraintBase {
  readonly kind: 'foreign-key';
  readonly columns: readonly string[];
  readonly referencedTable: QualifiedName;
  /** Empty: the primary key of the referenced table. */
  readonly referencedColumns: readonly string[];
  readonly onDelete?: string;
  readonly onUpdate?: string;
}

export interface ExclusionConstraint extends ConstraintBase {
  readonly kind: 'exclude';
  readonly elements: readonly Expression[];
}

/** PostgreSQL 18: `ADD CONSTRAINT n NOT NULL column [NOT VALID]`. */
export interface NotNullConstraint extends ConstraintBase {
  readonly kind: 'not-null';
  readonly column: string;
}
