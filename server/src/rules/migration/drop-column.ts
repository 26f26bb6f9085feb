import type { Table } from '../../model/catalog.ts';
import type { RelatedPlace } from '../../model/finding.ts';
import { displayName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { existedBefore } from '../support/fileOperations.ts';
import { isRetiredName } from '../support/retiredName.ts';

function check(operation: OperationOf<'drop-column'>, context: OperationContext): void {
  const { catalog, script } = context;
  if (!existedBefore(catalog, operation.table, script.file) || isRetiredName(operation.column)) return;
  const relation = catalog.relation(operation.table);
  const table = relation?.kind === 'table' ? relation : undefined;
  const column = table?.columns.find(({ name }) => name === operation.column);
  // A virtual column has no values of its own, and one that this file added has none that anybody relies on.
  if (column?.generated === 'virtual' || column?.origin.file === script.file) return;
  if (table && !table.isPartial && !column && operation.ifExists) return;
  context.report({
    message: `Dropping ${displayName(operation.table)}.${operation.column} deletes its values for good, and running code that still reads or writes it fails. Release code that does without it first, then drop it in a later migration.`,
    related: table ? indexesThatGo(operation.column, table) : [],
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
