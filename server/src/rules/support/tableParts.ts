import type { Table } from '../../model/catalog.ts';
import { catalogKey } from '../../model/names.ts';
import type { AddColumn, ColumnDefinition, CreateTable, OperationKind } from '../../model/operation.ts';
import { kindsOf, type Statement } from '../../model/script.ts';
import type { TableContext } from '../rule.ts';

/** The CREATE TABLE of this file that made the table (which may have been renamed since). */
export function creationOf(
  context: TableContext,
): { readonly statement: Statement; readonly operation: CreateTable } | undefined {
  for (const statement of context.statements) {
    if (statement.direction !== 'up' || !kindsOf(statement.reading).includes('create-table')) continue;
    for (const operation of statement.reading.operations) {
      if (operation.kind === 'create-table') return { statement, operation };
    }
  }
  return undefined;
}

export interface WrittenColumn {
  readonly statement: Statement;
  readonly operation: CreateTable | AddColumn;
  readonly definition: ColumnDefinition;
}

function writesColumns(kind: OperationKind): boolean {
  return kind === 'create-table' || kind === 'add-column';
}

/** Where this file writes the columns that the table still has, in order. */
export function writtenColumns(table: Table, context: TableContext): WrittenColumn[] {
  const found: WrittenColumn[] = [];
  for (const statement of context.statements) {
    if (statement.direction !== 'up' || !kindsOf(statement.reading).some(writesColumns)) continue;
    for (const operation of statement.reading.operations) {
      if (operation.kind === 'create-table') {
        for (const definition of operation.columns) found.push({ statement, operation, definition });
      } else if (operation.kind === 'add-column' && catalogKey(operation.table) === catalogKey(table.name)) {
        found.push({ statement, operation, definition: operation.column });
      }
    }
  }
  const names = new Set(table.columns.map((column) => column.name));
  return found.filter(({ definition }) => names.has(definition.name));
}

/** The columns of the table's primary key; empty where it has none, or none that is known. */
export function primaryKey(table: Table): readonly string[] {
  for (const { definition } of table.constraints) if (definition.kind === 'primary-key') return definition.columns;
  return [];
}

/** An index that finds the rows of `columns`: not partial, and it starts with them, in any order. */
export function hasIndexOn(columns: readonly string[], table: Table): boolean {
  return table.indexes.some((index) => {
    if (index.partial || !(index.method === 'btree' || (index.method === 'hash' && columns.length === 1))) return false;
    const leading = new Set(index.elements.slice(0, columns.length).map((element) => element.column));
    return columns.every((column) => leading.has(column));
  });
}
