import type { CatalogView, Table } from '../../model/catalog.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { ConstraintDefinition, Operation } from '../../model/operation.ts';
import type { Script, Statement } from '../../model/script.ts';
import { isOnlyDeclared } from './fileOperations.ts';
import { retiredName } from './retiredName.ts';

/**
 * Whether tables that a statement drops can be kept under another name: what follows in the file neither drops what they
 * are made of nor makes anything under the names that they and their indexes, which keep theirs, would still have.
 */
export function mayStay(
  dropped: readonly QualifiedName[],
  statement: Statement,
  script: Script,
  catalog: CatalogView,
): boolean {
  const tables = dropped.map((name) => ({ name, known: tableOf(catalog, name) }));
  const names = new Set(tables.flatMap(({ name, known }) => namesOf(name, known)));
  const from = script.statements.indexOf(statement);
  return script.statements.every((other, at) => {
    if (at <= from || other.direction !== statement.direction || isOnlyDeclared(other)) return true;
    return !other.reading.operations.some(
      (operation) =>
        madeNames(operation).some((name) => names.has(name)) ||
        tables.some(({ known }) => dropsPartOf(operation, known)),
    );
  });
}

function tableOf(catalog: CatalogView, name: QualifiedName): Table | undefined {
  const relation = catalog.relation(name);
  return relation?.kind === 'table' ? relation : undefined;
}

/** Its old name too: a new table of that name would find the names of its indexes taken. */
function namesOf(name: QualifiedName, table: Table | undefined): readonly string[] {
  return [
    name.name,
    retiredName(name).name,
    `${name.name}_pkey`,
    ...(table?.indexes.map((index) => index.name) ?? []),
    ...(table?.constraints.map((constraint) => constraint.name) ?? []),
    ...(table?.columns.map((column) => `${name.name}_${column.name}_seq`) ?? []),
    ...(table?.partitions.map((partition) => partition.name) ?? []),
  ];
}

/** Names of tables, views, indexes and sequences that an operation makes: they share one set of names. */
function madeNames(operation: Operation): readonly string[] {
  const withIndex = (constraints: readonly ConstraintDefinition[]): readonly string[] =>
    constraints.flatMap(({ kind, name }) => (/^(?:unique|primary-key|exclude)$/.test(kind) && name ? [name] : []));
  switch (operation.kind) {
    case 'create-table':
      return [
        operation.table.name,
        ...withIndex([...operation.constraints, ...operation.columns.flatMap((column) => column.constraints)]),
      ];
    case 'rename-table':
      return [operation.to.name];
    case 'create-view':
      return [operation.view.name];
    case 'create-index':
      return operation.name ? [operation.name] : [];
    case 'add-constraint':
      return withIndex([operation.constraint]);
    case 'sequence':
      return operation.action === 'create' ? [operation.sequence.name] : [];
    default:
      return [];
  }
}

const parts = /^(?:function|procedure|routine|aggregate|extension|sequence|collation|operator|access method)$/;

/** Whether the server would refuse the drop, or take the table along, while the table is there. In doubt it would. */
function dropsPartOf(operation: Operation, table: Table | undefined): boolean {
  switch (operation.kind) {
    case 'drop-object':
      if (parts.test(operation.objectType)) return true;
      if (!/^(?:type|domain)$/.test(operation.objectType)) return false;
      return operation.names.some(
        ({ name }) => !table || table.isPartial || table.columns.some((column) => column.type?.name === name),
      );
    case 'schema':
    case 'sequence':
      return operation.action === 'drop';
    case 'drop-table':
      return operation.tables.some(({ name }) => references(table, name));
    default:
      return false;
  }
}

function references(table: Table | undefined, name: string): boolean {
  return (
    table?.constraints.some(
      ({ definition }) => definition.kind === 'foreign-key' && definition.referencedTable.name === name,
    ) ?? false
  );
}
