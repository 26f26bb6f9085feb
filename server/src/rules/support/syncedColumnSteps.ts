import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { Column, Index, Table } from '../../model/catalog.ts';
import { objectName } from '../../model/defaultName.ts';
import type { TargetVersion } from '../../model/dialect.ts';
import type { Expression } from '../../model/expression.ts';
import { displayType, type TypeName } from '../../model/names.ts';
import type { ConstraintDefinition } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import { walkExpression } from '../../model/walk.ts';
import { inOrder } from './inOrder.ts';
import { notNullSteps } from './notNullSteps.ts';

/** First version with row triggers before changes of a partitioned table. */
const partitionTriggersSince: TargetVersion = 13;

/**
 * A second name for a column, for as long as running code uses the first: a column beside it that a trigger keeps equal,
 * whichever of the two is written, filled from the rows that are there, with the same plain indexes. Undefined where the
 * column is part of something that a copy would not have: a key, a constraint, a default, an index of another kind.
 */
export function syncedColumnSteps(
  table: Table,
  from: string,
  to: string,
  version: TargetVersion,
): readonly RewriteStep[] | undefined {
  const column = table.columns.find(({ name }) => name === from);
  const type = column?.type && typeText(column.type);
  const indexes = table.indexes.filter((index) => index.elements.some((element) => element.column === from));
  if (!column || !type || !isPlain(column, table) || !indexes.every(isRebuildable)) return undefined;
  if (table.isPartial || (table.partitionBy && (version < partitionTriggersSince || indexes.length > 0))) {
    return undefined;
  }
  const tableText = quoteQualifiedName(table.name);
  const [old, own] = [quoteName(from), quoteName(to)];
  const name = objectName(table.name.name, `${from}_${to}`, 'sync');
  const trigger = quoteName(name);
  const sync = quoteQualifiedName({ ...table.name, name });
  return inOrder([
    {
      sql: [
        `ALTER TABLE ${tableText} ADD COLUMN ${own} ${type};`,
        `CREATE FUNCTION ${sync}() RETURNS trigger LANGUAGE plpgsql AS $sync$\n${body(old, own)}\n$sync$;`,
        `CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${tableText} FOR EACH ROW EXECUTE FUNCTION ${sync}();`,
      ],
      undo: [
        `DROP TRIGGER IF EXISTS ${trigger} ON ${tableText};`,
        `DROP FUNCTION IF EXISTS ${sync}();`,
        `ALTER TABLE ${tableText} DROP COLUMN ${own};`,
      ],
      transaction: 'any',
      name: `add ${table.name.name} ${to}`,
    },
    {
      sql: [`UPDATE ${tableText} SET ${own} = ${old} WHERE ${own} IS DISTINCT FROM ${old};`],
      undo: [],
      transaction: 'separate',
      name: `fill ${table.name.name} ${to}`,
    },
    ...indexes.map((index) => rebuilt(index, table, from, to)),
    ...(column.notNull ? notNullSteps({ table: table.name, tableText, column: to, columnText: own, version }) : []),
  ]);
}

/** Whoever writes one of the two writes both; an INSERT that says nothing of the new one is of the old code. */
function body(old: string, own: string): string {
  return [
    'BEGIN',
    `  IF TG_OP = 'INSERT' AND NEW.${own} IS NULL OR TG_OP = 'UPDATE' AND NEW.${own} IS NOT DISTINCT FROM OLD.${own} THEN`,
    `    NEW.${own} := NEW.${old};`,
    '  ELSE',
    `    NEW.${old} := NEW.${own};`,
    '  END IF;',
    '  RETURN NEW;',
    'END',
  ].join('\n');
}

function isPlain(column: Column, table: Table): boolean {
  if (column.default || column.identity || column.generated) return false;
  return !table.constraints.some(({ definition }) => constrains(definition, column.name));
}

/** NOT NULL is said of the copy too. */
function constrains(definition: ConstraintDefinition, column: string): boolean {
  switch (definition.kind) {
    case 'unique':
    case 'primary-key':
    case 'foreign-key':
      return definition.columns.includes(column);
    case 'check':
      return mentions(definition.expression, column);
    case 'exclude':
      return definition.elements.some((element) => mentions(element, column));
    case 'not-null':
      return false;
  }
}

function mentions(expression: Expression, column: string): boolean {
  let found = false;
  walkExpression(expression, (part) => {
    found ||= part.kind === 'column' && part.name === column;
  });
  return found;
}

function isRebuildable(index: Index): boolean {
  return (
    !index.partial &&
    !index.constraint &&
    index.elements.every(
      ({ column, descending, nullsFirst, operatorClass }) =>
        column !== undefined && !descending && !nullsFirst && !operatorClass,
    )
  );
}

function rebuilt(index: Index, table: Table, from: string, to: string): RewriteStep {
  const columns = index.elements.map(({ column = '' }) => (column === from ? to : column));
  const name = objectName(table.name.name, columns.join('_'), 'idx');
  const method = index.method === 'btree' ? '' : `USING ${quoteName(index.method)} `;
  const create = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${quoteName(name)}`;
  return {
    sql: [`${create} ON ${quoteQualifiedName(table.name)} ${method}(${columns.map(quoteName).join(', ')});`],
    undo: [`DROP INDEX CONCURRENTLY IF EXISTS ${quoteQualifiedName({ ...table.name, name })};`],
    transaction: 'forbidden',
    name: `create ${name}`,
  };
}

/** The type as SQL; undefined for one that would need quotes. */
function typeText(type: TypeName): string | undefined {
  return /^[a-z_][a-z0-9_ ]*$/.test(type.name) ? displayType(type) : undefined;
}
