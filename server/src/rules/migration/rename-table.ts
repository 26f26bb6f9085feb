import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { CatalogView } from '../../model/catalog.ts';
import { catalogKey, displayName, type QualifiedName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';
import { defineRule, type EndContext } from '../rule.ts';
import { existedBefore, fileOperations, operationPlace } from '../support/fileOperations.ts';
import { isRetiredName } from '../support/retiredName.ts';

function check(context: EndContext): void {
  const freed = new Set<string>();
  const dropped = new Set(
    fileOperations(context.script, 'drop-table').flatMap(({ operation }) =>
      operation.tables.map((table) => catalogKey(table)),
    ),
  );
  for (const { statement, operation } of fileOperations(context.script, 'rename-table', 'drop-table')) {
    if (operation.kind === 'drop-table') {
      for (const table of operation.tables) freed.add(catalogKey(table));
      continue;
    }
    // A table that takes over a name which this file freed: running code goes on using that name.
    const takesOver = freed.has(catalogKey(target(operation)));
    freed.add(catalogKey(operation.table));
    // Renamed out of the way and dropped by the same file: drop-table speaks about it.
    if (dropped.has(catalogKey(target(operation)))) continue;
    if (takesOver || isRetiredName(operation.to.name) || context.catalog.relation(operation.table)) continue;
    const { catalog } = context.before(statement);
    if (!isTable(operation.table, catalog) || !existedBefore(catalog, operation.table, context.script.file)) continue;
    context.report({
      statement,
      span: operationPlace(statement, operation),
      message: message(operation),
      evidence: context.locksOf(statement, operation),
      rewrites: [leaveView(statement, operation, context)],
    });
  }
}

/** ALTER TABLE … RENAME also renames views, sequences and indexes. */
function isTable(name: QualifiedName, catalog: CatalogView): boolean {
  const relation = catalog.relation(name);
  if (relation) return relation.kind === 'table';
  return !catalog.index(name) && !/_(seq|idx|pkey)$/.test(name.name);
}

function target(operation: OperationOf<'rename-table'>): QualifiedName {
  return { schema: operation.to.schema ?? operation.table.schema, name: operation.to.name };
}

function message(operation: OperationOf<'rename-table'>): string {
  const { table, to } = operation;
  return operation.setSchema
    ? `Moving table ${displayName(table)} to schema ${to.schema} breaks running queries that look for it where it was. Leave a view in its place until no code uses it.`
    : `Renaming table ${displayName(table)} to ${to.name} breaks every running query that still says ${table.name}. Leave a view of the old name until no code uses it.`;
}

function leaveView(statement: Statement, operation: OperationOf<'rename-table'>, context: EndContext): Rewrite {
  const { catalog, session } = context.before(statement);
  const table = catalog.relation(operation.table);
  const columns =
    table?.kind === 'table' && !table.isPartial
      ? table.columns.map((column) => quoteName(column.name)).join(', ')
      : '*';
  const view = `CREATE VIEW ${quoteQualifiedName(operation.table)} AS SELECT ${columns} FROM ${quoteQualifiedName(target(operation))}`;
  const title = `Leave a view named ${operation.table.name}`;
  const dropView = `DROP VIEW IF EXISTS ${quoteQualifiedName(operation.table)};`;
  if (statement.form !== 'sql') {
    const undo = [dropView];
    const step: RewriteStep = { sql: [`${view};`], undo, transaction: 'any', name: `leave ${operation.table.name}` };
    return { title, safety: 'review', intent: { kind: 'followed-by' }, sql: { steps: [step] } };
  }
  const end = statement.text.length;
  const [begin, commit] = session.inTransaction || statement.inBodyOf ? ['', ''] : ['BEGIN;\n', ';\nCOMMIT'];
  return {
    title,
    safety: 'review',
    sql: {
      edits: [
        ...(begin ? [{ span: { start: 0, end: 0 }, newText: begin }] : []),
        { span: { start: end, end }, newText: `;\n${view}${commit}` },
      ],
      undo: operation.setSchema ? undefined : [dropView, renamedBack(operation)],
    },
  };
}

function renamedBack(operation: OperationOf<'rename-table'>): string {
  return `ALTER TABLE ${quoteQualifiedName(target(operation))} RENAME TO ${quoteName(operation.table.name)};`;
}

export default defineRule({
  id: 'rename-table',
  category: 'migration',
  title: 'A table is renamed under the code that uses it',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  aliases: { squawk: ['renaming-table'] },
  endKinds: ['rename-table'],
  end: check,
});
