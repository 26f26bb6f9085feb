import type { Table } from '../../model/catalog.ts';
import type { TextEdit } from '../../model/finding.ts';
import { displayName } from '../../model/names.ts';
import type { CreateTable, UniqueConstraint } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';
import { defineRule, type TableContext } from '../rule.ts';
import { placeOf } from '../support/fileOperations.ts';
import { keywordSpan } from '../support/keywordSpan.ts';
import { creationOf } from '../support/tableParts.ts';

function check(table: Table, context: TableContext): void {
  if (table.temporary || table.partitionOf || table.inherits.length > 0) return;
  if (table.constraints.some(({ definition }) => definition.kind === 'primary-key')) return;
  const creation = creationOf(context);
  if (!creation) return;
  const { statement, operation } = creation;
  // Of LIKE and OF TYPE only the parts are known that the history has.
  if (table.isPartial && !operation.query) return;
  if (keywordSpan(statement.text, ['CREATE', 'FOREIGN', 'TABLE'])) return;
  const name = displayName(table.name);
  const key = notNullKey(table);
  context.report({
    statement,
    span: placeOf(statement, operation.tableSpan),
    severity: key ? 'hint' : 'warning',
    message: key
      ? `Table ${name} has no primary key, although its unique key (${key.columns.join(', ')}) is NOT NULL. Declare that PRIMARY KEY: replication and tools then find it by themselves.`
      : `Table ${name} has no primary key: nothing tells its rows apart, and logical replication refuses UPDATE and DELETE on it. Add one, for example an identity column.`,
    rewrites: rewrites(table, operation, statement, key),
  });
}

interface Key {
  readonly columns: readonly string[];
  readonly constraint?: UniqueConstraint;
}

/** A unique constraint or index on NOT NULL columns: a primary key but for its name. */
function notNullKey(table: Table): Key | undefined {
  const keys: Key[] = [];
  for (const { definition } of table.constraints) {
    if (definition.kind === 'unique') keys.push({ columns: definition.columns, constraint: definition });
  }
  for (const index of table.indexes) {
    const columns = index.elements.flatMap(({ column }) => column ?? []);
    if (index.unique && !index.partial && columns.length === index.elements.length) keys.push({ columns });
  }
  const isNotNull = (name: string) => table.columns.some((column) => column.name === name && column.notNull);
  return keys.find(({ columns }) => columns.length > 0 && columns.every(isNotNull));
}

function rewrites(table: Table, create: CreateTable, statement: Statement, key: Key | undefined): Rewrite[] {
  // The key of a partitioned table must hold its partition columns, whatever they are.
  if (statement.form !== 'sql' || table.partitionBy) return [];
  const edit = key ? promote(create, statement, key) : addKey(table, create, statement);
  if (!edit) return [];
  const title = key ? 'Make the unique key the primary key' : 'Add a primary key';
  return [{ title, safety: 'review', sql: { edits: [edit] } }];
}

/** UNIQUE → PRIMARY KEY, where the CREATE TABLE itself has the constraint. */
function promote(create: CreateTable, statement: Statement, { constraint: key }: Key): TextEdit | undefined {
  const written = [...create.constraints, ...create.columns.flatMap((column) => column.constraints)];
  if (!key || !written.some(({ kind, span }) => kind === 'unique' && span.start === key.span.start)) return undefined;
  const span = keywordSpan(statement.text, ['UNIQUE'], key.span.start);
  return span && { span, newText: 'PRIMARY KEY' };
}

function addKey(table: Table, create: CreateTable, statement: Statement): TextEdit | undefined {
  const first = create.columns[0];
  if (!first) return undefined;
  const id = create.columns.find((column) => column.name === 'id');
  if (id) return { span: { start: id.span.end, end: id.span.end }, newText: ' PRIMARY KEY' };
  if (table.columns.some((column) => column.name === 'id')) return undefined;
  const start = first.span.start;
  // As the first column stands: on a line of its own, or after the parenthesis.
  const gap = /\s*$/.exec(statement.text.slice(0, start))?.[0] || ' ';
  return { span: { start, end: start }, newText: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,${gap}` };
}

export default defineRule({
  id: 'require-primary-key',
  category: 'schema',
  title: 'A table without a primary key',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  table: check,
});
