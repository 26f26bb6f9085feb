import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { Constraint, Table } from '../../model/catalog.ts';
import { objectName } from '../../model/defaultName.ts';
import { displayName, type QualifiedName } from '../../model/names.ts';
import type {
  AddColumn,
  AddConstraint,
  ConstraintDefinition,
  CreateTable,
  ForeignKeyConstraint,
} from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';
import { defineRule, type TableContext } from '../rule.ts';
import { placeOf } from '../support/fileOperations.ts';
import { hasIndexOn } from '../support/tableParts.ts';

function check(table: Table, context: TableContext): void {
  // Indexes of a table that the history did not create may exist without being known; a partition has its parent's.
  if (table.isPartial || table.temporary || table.partitionOf) return;
  for (const constraint of table.constraints) {
    const { definition } = constraint;
    if (definition.kind !== 'foreign-key' || hasIndexOn(definition.columns, table)) continue;
    const statement = statementOf(constraint, context);
    if (statement) report(table, writtenKey(statement, definition, table), statement, context);
  }
}

interface WrittenKey {
  readonly table: QualifiedName;
  readonly key: ForeignKeyConstraint;
}

/** The key as this file has it: table and columns may have other names when the history ends. */
function writtenKey(statement: Statement, key: ForeignKeyConstraint, table: Table): WrittenKey {
  for (const operation of statement.reading.operations) {
    if (operation.kind !== 'create-table' && operation.kind !== 'add-column' && operation.kind !== 'add-constraint')
      continue;
    for (const one of constraintsOf(operation)) {
      const isIt = one.kind === 'foreign-key' && one.span.start === key.span.start && one.span.end === key.span.end;
      if (isIt) return { table: operation.table, key: one };
    }
  }
  return { table: table.name, key };
}

function constraintsOf(operation: CreateTable | AddColumn | AddConstraint): readonly ConstraintDefinition[] {
  switch (operation.kind) {
    case 'create-table':
      return [...operation.constraints, ...operation.columns.flatMap((column) => column.constraints)];
    case 'add-column':
      return operation.column.constraints;
    case 'add-constraint':
      return [operation.constraint];
  }
}

function statementOf(constraint: Constraint, context: TableContext): Statement | undefined {
  const { file, span } = constraint.origin;
  if (file !== context.script.file) return undefined;
  return context.statements.find((statement) => statement.span.start === span.start && statement.span.end === span.end);
}

function report(table: Table, written: WrittenKey, statement: Statement, context: TableContext): void {
  const { key } = written;
  const name = displayName(written.table);
  const parent = displayName(key.referencedTable);
  const columns = key.columns.join(', ');
  const touchesChildren = /^(cascade|set null|set default)$/i.test(key.onDelete ?? '');
  context.report({
    statement,
    span: placeOf(statement, key.span),
    severity: touchesChildren ? 'warning' : 'info',
    message: touchesChildren
      ? `ON DELETE ${key.onDelete?.toUpperCase()} without an index: each row deleted from ${parent} reads all of ${name} to find the rows that refer to it. Create an index on ${name} (${columns}).`
      : `Foreign key ${name} (${columns}) has no index: each row deleted from ${parent} reads all of ${name}. Create an index on ${name} (${columns}) if rows of ${parent} are deleted or joined from.`,
    rewrites: statement.inBodyOf ? [] : [addIndex(table, written, statement, context)],
  });
}

function addIndex(table: Table, written: WrittenKey, statement: Statement, context: TableContext): Rewrite {
  const { key } = written;
  const names = new Set(table.indexes.map((index) => index.name));
  const name = objectName(written.table.name, key.columns.join('_'), 'idx', (candidate) => names.has(candidate));
  const target = `${quoteName(name)} ON ${quoteQualifiedName(written.table)} (${key.columns.map(quoteName).join(', ')})`;
  const title = `Create an index on ${key.columns.join(', ')}`;
  // why: every write pays for an index, and a tool that makes migrations from models drops one that they do not have.
  const safety = 'review';
  const end = statement.text.length;
  if (table.createdInFile === context.script.file) {
    return {
      title,
      safety,
      sql: { edits: [{ span: { start: end, end }, newText: `;\nCREATE INDEX ${target}` }] },
    };
  }
  return {
    title: `${title} concurrently`,
    safety,
    sql: {
      steps: [
        { sql: [`${statement.text};`], transaction: 'any', name: `reference ${key.referencedTable.name}` },
        {
          sql: [`CREATE INDEX CONCURRENTLY ${target};`],
          undo: [`DROP INDEX CONCURRENTLY IF EXISTS ${quoteQualifiedName({ ...written.table, name })};`],
          transaction: 'forbidden',
          name: `create ${name}`,
        },
      ],
    },
  };
}

export default defineRule({
  id: 'foreign-key-without-index',
  category: 'schema',
  title: 'A foreign key whose columns no index starts with',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  table: check,
});
