import { quoteName } from '../../dialects/postgres/quoteName.ts';
import type { Table } from '../../model/catalog.ts';
import type { AddConstraint, UniqueConstraint } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import type { OperationContext } from '../rule.ts';
import { constraintName } from './constraintName.ts';
import { isPartitioned } from './isPartitioned.ts';
import { besideTable, isSql, nameText, tableText } from './sourceText.ts';

export interface UsingIndex {
  /** CREATE UNIQUE INDEX CONCURRENTLY. */
  readonly build: RewriteStep;
  /** Makes the index the constraint. */
  readonly attach: RewriteStep;
}

/**
 * A UNIQUE constraint or primary key through an index that is built concurrently; undefined where PostgreSQL cannot:
 * on a partitioned table, or where the statement itself makes the columns, or for options that do not carry over.
 */
export function usingIndex(
  operation: AddConstraint & { readonly constraint: UniqueConstraint },
  context: OperationContext,
): UsingIndex | undefined {
  const { constraint, table } = operation;
  if (isPartitioned(table, context) || context.statement.inBodyOf || makesColumns(operation, context)) return undefined;
  const parts = isSql(context) ? writtenParts(context.textOf(constraint.span)) : modelParts(constraint, context);
  if (!parts) return undefined;
  const name = nameText(constraintName(table, constraint, context), constraint.span, context);
  const kind = constraint.kind === 'unique' ? 'UNIQUE' : 'PRIMARY KEY';
  return usingIndexSteps({
    name,
    label: constraintName(table, constraint, context),
    indexName: besideTable(table, constraintName(table, constraint, context)),
    table: tableText(operation, context),
    index: parts.index,
    constraint: [kind, 'USING INDEX', name, parts.attributes].filter(Boolean).join(' '),
  });
}

/** The texts of a constraint through an index. */
interface UsingIndexParts {
  readonly name: string;
  readonly label: string;
  /** With the table's schema. */
  readonly indexName: string;
  readonly table: string;
  /** What follows the table in CREATE INDEX. */
  readonly index: string;
  /** What follows the name in ADD CONSTRAINT. */
  readonly constraint: string;
}

/** Builds an index concurrently and makes it a constraint; the way back leaves the index that the first step built. */
export function usingIndexSteps({ name, label, indexName, table, index, constraint }: UsingIndexParts): UsingIndex {
  return {
    build: {
      sql: [`CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} ${index};`],
      undo: [`DROP INDEX CONCURRENTLY IF EXISTS ${indexName};`],
      transaction: 'forbidden',
      name: `create ${label}`,
    },
    attach: {
      sql: [`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${constraint};`],
      undo: [
        `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${name};`,
        `CREATE UNIQUE INDEX ${name} ON ${table} ${index};`,
      ],
      transaction: 'any',
      name: `use ${label}`,
    },
  };
}

interface Parts {
  /** Columns and options that belong to the index. */
  readonly index: string;
  /** What stays with the constraint: `DEFERRABLE INITIALLY DEFERRED`. */
  readonly attributes: string;
}

function writtenParts(text: string): Parts | undefined {
  const match =
    /\b(?:UNIQUE|PRIMARY\s+KEY)\s*(NULLS\s+(?:NOT\s+)?DISTINCT)?\s*(\([^()]*\))\s*(INCLUDE\s*\([^()]*\))?(.*)$/is.exec(
      text,
    );
  if (!match) return undefined;
  const [, nulls = '', columns = '', include = '', attributes = ''] = match;
  if (!/^[\s\w]*$/.test(attributes) || /\b(WITH|USING)\b/i.test(attributes)) return undefined;
  return { index: [columns, include, nulls].filter(Boolean).join(' '), attributes: attributes.trim() };
}

/** From a call of a tool's API, which does nothing else. */
function modelParts(constraint: UniqueConstraint, context: OperationContext): Parts | undefined {
  if (constraint.deferrable || context.statement.reading.operations.length > 1) return undefined;
  const nulls = constraint.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '';
  return { index: `(${constraint.columns.map(quoteName).join(', ')})${nulls}`, attributes: '' };
}

/** True where other actions of the statement could be what the index is built on. */
function makesColumns(operation: AddConstraint, context: OperationContext): boolean {
  return context.statement.reading.operations.some(
    (other) => other !== operation && (other.kind === 'add-column' || other.kind === 'alter-column-type'),
  );
}

/** Columns of the constraint that may hold NULL as far as the history tells, each without a CHECK that proves the contrary. */
export function nullableColumns(constraint: UniqueConstraint, table: Table | undefined): readonly string[] {
  return constraint.columns.filter((name) => !table?.columns.some((column) => column.name === name && column.notNull));
}
