import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { CatalogView } from '../../model/catalog.ts';
import { catalogKey, displayName, type QualifiedName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';
import { fromItems } from '../../model/walk.ts';
import { defineRule, type EndContext } from '../rule.ts';
import { existedBefore, fileOperations, operationPlace } from '../support/fileOperations.ts';
import { listed } from '../support/listed.ts';
import { mayStay } from '../support/mayStay.ts';
import { isRetiredName, retiredName } from '../support/retiredName.ts';

function check(context: EndContext): void {
  const copied = copiedTables(context);
  for (const { statement, operation } of fileOperations(context.script, 'drop-table')) {
    const { catalog } = context.before(statement);
    const lost = operation.tables.filter((table) => losesRows(table, operation, catalog, context));
    const first = lost[0];
    if (!first) continue;
    const isCopied = lost.every((table) => copied.has(catalogKey(table)));
    context.report({
      statement,
      span: operationPlace(statement, operation),
      message: message(first, lost, operation, catalog, isCopied),
      evidence: context.locksOf(statement, operation),
      rewrites: mayStay(operation.tables, statement, context.script, catalog) ? retire(operation, statement) : [],
    });
  }
}

function losesRows(
  table: QualifiedName,
  { ifExists }: OperationOf<'drop-table'>,
  catalog: CatalogView,
  context: EndContext,
): boolean {
  if (!existedBefore(catalog, table, context.script.file) || isRetiredName(table.name)) return false;
  const after = context.catalog.relation(table);
  const isMadeAgain = after?.kind === 'table' && after.createdInFile === context.script.file;
  // DROP TABLE IF EXISTS of a table nobody has heard of, before its CREATE TABLE, only clears the ground.
  const isNew = ifExists && !catalog.relation(table);
  return !(isMadeAgain && (after.hasRows || isNew));
}

function message(
  first: QualifiedName,
  lost: readonly QualifiedName[],
  { cascade }: OperationOf<'drop-table'>,
  catalog: CatalogView,
  isCopied: boolean,
): string {
  const others = lost.length === 1 ? '' : ` and ${lost.length - 1} more`;
  const dependents = cascade ? dependentsOf(lost, catalog) : [];
  const also = dependents.length > 0 ? `; CASCADE also drops ${listed(dependents)}` : '';
  const loss = isCopied ? 'deletes for good what was not copied' : 'deletes the rows for good';
  return `Dropping ${displayName(first)}${others} ${loss} and breaks code that still uses ${lost.length === 1 ? 'it' : 'them'}${also}. Rename first, and drop after a release in which nothing missed it.`;
}

/** What is dropped along with the tables: foreign keys of other tables, and views. */
function dependentsOf(tables: readonly QualifiedName[], catalog: CatalogView): readonly string[] {
  const dropped = new Set(tables.map((table) => catalogKey(table)));
  const found = tables.flatMap((table) => [
    ...catalog
      .referencing(table)
      .filter((reference) => !dropped.has(catalogKey(reference.table.name)))
      .map((reference) => `the foreign key of ${displayName(reference.table.name)}`),
    ...catalog.viewsOf(table).map((view) => `the view ${displayName(view.name)}`),
  ]);
  return [...new Set(found)];
}

/** Keys of the tables whose rows the file reads into others. */
function copiedTables(context: EndContext): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { operation } of fileOperations(context.script, 'insert', 'update', 'merge', 'create-table')) {
    if (operation.kind !== 'create-table') for (const table of operation.reads) keys.add(catalogKey(table));
    else if (operation.query) {
      for (const item of fromItems(operation.query)) if (item.kind === 'table') keys.add(catalogKey(item.name));
    }
  }
  return keys;
}

function retire(operation: OperationOf<'drop-table'>, statement: Statement): readonly Rewrite[] {
  const guard = operation.ifExists ? 'IF EXISTS ' : '';
  const rename = (from: QualifiedName, to: QualifiedName) =>
    `ALTER TABLE ${guard}${quoteQualifiedName(from)} RENAME TO ${quoteName(to.name)}`;
  const renames = operation.tables.map((table) => rename(table, retiredName(table)));
  const title = `Rename to ${operation.tables.map((table) => retiredName(table).name).join(', ')}, drop later`;
  const undo = operation.tables.map((table) => `${rename(retiredName(table), table)};`);
  if (statement.form === 'sql') {
    const edits = [{ span: { start: 0, end: statement.text.length }, newText: renames.join(';\n') }];
    return [{ title, safety: 'review', sql: { edits, undo } }];
  }
  // why: a call that drops several things, or drops and does more, is not taken apart.
  if (statement.reading.operations.length > 1) return [];
  const step: RewriteStep = {
    sql: renames.map((sql) => `${sql};`),
    undo,
    transaction: 'any',
    name: `retire ${operation.tables.map(({ name }) => name).join(' ')}`,
  };
  return [{ title, safety: 'review', intent: { kind: 'change-in-steps' }, sql: { steps: [step] } }];
}

export default defineRule({
  id: 'drop-table',
  category: 'migration',
  title: 'A table is dropped with its rows',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  aliases: { squawk: ['ban-drop-table'] },
  endKinds: ['drop-table'],
  end: check,
});
