import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { CatalogView, Table } from '../../model/catalog.ts';
import { objectName } from '../../model/defaultName.ts';
import { catalogKey, displayName, type TypeName } from '../../model/names.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type TableContext } from '../rule.ts';
import { placeOf } from '../support/fileOperations.ts';
import { hasIndexOn, primaryKey, type WrittenColumn, writtenColumns } from '../support/tableParts.ts';

interface Target {
  readonly table: Table;
  readonly key: string;
}

function check(table: Table, context: TableContext): void {
  if (table.temporary || table.partitionOf) return;
  for (const written of writtenColumns(table, context)) {
    const column = written.definition.name;
    const stem = stemOf(column);
    if (!stem || refersAlready(column, table) || isPolymorphic(stem, table)) continue;
    const target = targetOf(column, stem, table, context.catalog);
    if (!target || !keepsForeignKeys(table, target, context.catalog)) continue;
    context.report({
      statement: written.statement,
      span: placeOf(written.statement, written.definition.span),
      message: `${displayName(table.name)}.${column} looks like a key of ${displayName(target.table.name)} but no foreign key keeps it one: rows can point at nothing. Add REFERENCES ${displayName(target.table.name)} (${target.key}).`,
      rewrites: reference(table, written, target, context),
    });
  }
}

/** In a foreign key, or the primary key itself: a table may be keyed by its owner's id. */
function refersAlready(column: string, table: Table): boolean {
  return table.constraints.some(
    ({ definition }) => definition.kind === 'foreign-key' && definition.columns.includes(column),
  );
}

/** A schema may do without foreign keys on purpose: one that this table has, or that the other is known by, says that it does not. */
function keepsForeignKeys(table: Table, target: Target, catalog: CatalogView): boolean {
  return (
    table.constraints.some(({ definition }) => definition.kind === 'foreign-key') ||
    catalog.referencing(target.table.name).length > 0
  );
}

/** `customer` of `customer_id` and `customerId`. */
function stemOf(column: string): string | undefined {
  return /^(.+?)(?:_id|Id)$/.exec(column)?.[1];
}

/** `subject_id` beside `subject_type` points at several tables. */
function isPolymorphic(stem: string, table: Table): boolean {
  const kinds = [`${stem}_type`, `${stem}Type`, `${stem}_kind`, `${stem}Kind`];
  return table.columns.some(({ name }) => kinds.includes(name));
}

/** The table that the column's name means, where its key is called alike and of the same type: `customer_id` → `customers (id)`. */
function targetOf(column: string, stem: string, table: Table, catalog: CatalogView): Target | undefined {
  const type = table.columns.find(({ name }) => name === column)?.type;
  const model = stem.charAt(0).toUpperCase() + stem.slice(1);
  for (const name of [stem, `${stem}s`, `${stem}es`, stem.replace(/y$/, 'ies'), model]) {
    const found = catalog.relation({ schema: table.name.schema, name });
    if (found?.kind !== 'table' || found.partitionBy || catalogKey(found.name) === catalogKey(table.name)) continue;
    const [key, ...more] = primaryKey(found);
    const keyType = found.columns.find((candidate) => candidate.name === key)?.type;
    const isCalledAlike = key === 'id' || key === column;
    if (key && isCalledAlike && more.length === 0 && sameKeyType(type, keyType)) return { table: found, key };
  }
  return undefined;
}

function sameKeyType(left: TypeName | undefined, right: TypeName | undefined): boolean {
  if (!left || !right) return false;
  const base = ({ name }: TypeName) => name.replace(/^(small|big)serial$/, '$1int').replace(/^serial$/, 'integer');
  return base(left) === base(right) && left.arrayDimensions === 0;
}

function reference(table: Table, written: WrittenColumn, target: Target, context: TableContext): Rewrite[] {
  const { statement, definition, operation } = written;
  if (statement.form !== 'sql' || operation.kind !== 'create-table' || statement.inBodyOf) return [];
  if (table.createdInFile !== context.script.file) return [];
  const end = statement.text.length;
  const index = `CREATE INDEX ${quoteName(objectName(table.name.name, definition.name, 'idx'))} ON ${quoteQualifiedName(table.name)} (${quoteName(definition.name)})`;
  return [
    {
      title: `Reference ${displayName(target.table.name)}`,
      safety: 'review',
      sql: {
        edits: [
          {
            span: { start: definition.span.end, end: definition.span.end },
            newText: ` REFERENCES ${quoteQualifiedName(target.table.name)} (${quoteName(target.key)})`,
          },
          ...(hasIndexOn([definition.name], table) ? [] : [{ span: { start: end, end }, newText: `;\n${index}` }]),
        ],
      },
    },
  ];
}

export default defineRule({
  id: 'missing-foreign-key',
  category: 'schema',
  title: 'A column that names another table’s key without a foreign key',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'strict',
  directions: ['up'],
  table: check,
});
