import { quoteName } from '../../dialects/postgres/quoteName.ts';
import type { Column, Table } from '../../model/catalog.ts';
import type { RelatedPlace } from '../../model/finding.ts';
import { catalogKey, displayName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { stepsInstead } from '../support/alterTableParts.ts';
import { existedBefore, fileOperations } from '../support/fileOperations.ts';
import { listed } from '../support/listed.ts';
import { isRetiredName, retiredColumnName } from '../support/retiredName.ts';
import { isSql, nameText, tableText } from '../support/sourceText.ts';
import { primaryKey } from '../support/tableParts.ts';

function check(operation: OperationOf<'drop-column'>, context: OperationContext): void {
  const { catalog, script } = context;
  if (!existedBefore(catalog, operation.table, script.file) || isRetiredName(operation.column)) return;
  const relation = catalog.relation(operation.table);
  const table = relation?.kind === 'table' ? relation : undefined;
  const column = table?.columns.find(({ name }) => name === operation.column);
  // A virtual column has no values of its own, and one that this file added has none that anybody relies on.
  if (column?.generated === 'virtual' || column?.origin.file === script.file) return;
  if (table && !table.isPartial && !column && operation.ifExists) return;
  const views = operation.cascade
    ? catalog.viewsOf(operation.table).filter((view) => view.uses.includes(operation.column))
    : [];
  const also =
    views.length > 0 ? `; CASCADE also drops ${listed(views.map((view) => `the view ${displayName(view.name)}`))}` : '';
  context.report({
    message: `Dropping ${displayName(operation.table)}.${operation.column} deletes its values for good, and running code that still reads or writes it fails${also}. Release code that does without it first, then drop it in a later migration.`,
    related: table ? indexesThatGo(operation.column, table) : [],
    rewrites: column && !context.statement.inBodyOf ? rewrites(operation, column, table, context) : [],
  });
}

function indexesThatGo(column: string, table: Table): RelatedPlace[] {
  return table.indexes
    .filter((index) => index.elements.some((element) => element.column === column))
    .map((index) => ({
      file: index.origin.file,
      span: index.origin.span,
      message: `Index ${index.name} goes with the column.`,
    }));
}

function rewrites(
  operation: OperationOf<'drop-column'>,
  column: Column,
  table: Table | undefined,
  context: OperationContext,
): readonly Rewrite[] {
  const { notNull, generated, identity } = column;
  // why: a primary key cannot take NULL, and dropping it needs a decision first.
  if (table && primaryKey(table).includes(column.name)) return [];
  const isRequired = notNull && !column.default && !generated && !identity;
  if (!isRequired || isAddedAgain(operation, context)) return retire(operation, isRequired, context);
  const action = `ALTER COLUMN ${nameText(column.name, operation.span, context)} DROP NOT NULL`;
  const title = 'Let the column be NULL now, drop it in a later release';
  const alter = `ALTER TABLE ${tableText(operation, context)}`;
  const isAlone = context.statement.reading.operations.length === 1;
  const undo = isAlone ? [`${alter} ${action.replace(/DROP NOT NULL$/, 'SET NOT NULL')};`] : undefined;
  if (isSql(context)) {
    return [{ title, safety: 'review', sql: { edits: [{ span: operation.span, newText: action }], undo } }];
  }
  if (!isAlone) return [];
  const sql = [`${alter} ${action};`];
  const steps: RewriteStep[] = [{ sql, undo, transaction: 'any', name: `relax ${column.name}` }];
  return [{ title, safety: 'review', intent: { kind: 'change-in-steps' }, sql: { steps } }];
}

/** Whether the file makes a column of that name again, as tools do for another type: the old one cannot keep its name. */
function isAddedAgain(operation: OperationOf<'drop-column'>, { script }: OperationContext): boolean {
  const key = catalogKey(operation.table);
  return fileOperations(script, 'add-column').some(
    ({ operation: added }) => added.column.name === operation.column && catalogKey(added.table) === key,
  );
}

/** Another name, under which the values can still be brought back; RENAME stands apart from other actions. */
function retire(
  operation: OperationOf<'drop-column'>,
  isRequired: boolean,
  context: OperationContext,
): readonly Rewrite[] {
  if (!isSql(context) && context.statement.reading.operations.length > 1) return [];
  const table = tableText(operation, context);
  const written = nameText(operation.column, operation.span, context);
  const retired = retiredColumnName(operation.column);
  const rename = `ALTER TABLE ${table} RENAME COLUMN ${written} TO ${quoteName(retired)}`;
  const relax = `ALTER TABLE ${table} ALTER COLUMN ${quoteName(retired)} DROP NOT NULL;`;
  const back = `ALTER TABLE ${table} RENAME COLUMN ${quoteName(retired)} TO ${written};`;
  const require = `ALTER TABLE ${table} ALTER COLUMN ${written} SET NOT NULL;`;
  const sql = [`${rename};`, ...(isRequired ? [relax] : [])];
  const undo = [back, ...(isRequired ? [require] : [])];
  const steps = stepsInstead([{ sql, undo, transaction: 'any', name: `retire ${operation.column}` }], context);
  if (!steps) return [];
  return [
    {
      title: isSql(context)
        ? `Rename to ${retired}, drop later`
        : 'Keep the column for now, drop it in a later release',
      safety: 'review',
      intent: { kind: 'keep-for-now' },
      sql: { steps },
    },
  ];
}

export default defineRule({
  id: 'drop-column',
  category: 'migration',
  title: 'A column is dropped with its values',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  aliases: { squawk: ['ban-drop-column'] },
  operations: { 'drop-column': check },
});
