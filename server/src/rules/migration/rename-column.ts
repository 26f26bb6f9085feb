import type { Table } from '../../model/catalog.ts';
import { catalogKey, displayName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';
import { defineRule, type EndContext } from '../rule.ts';
import { existedBefore, fileOperations, operationPlace } from '../support/fileOperations.ts';
import { isRetiredName } from '../support/retiredName.ts';
import { syncedColumnSteps } from '../support/syncedColumnSteps.ts';

function check(context: EndContext): void {
  const freed = new Set<string>();
  const made = madeNames(context);
  for (const { statement, operation } of fileOperations(context.script, 'rename-column', 'drop-column')) {
    const key = (column: string) => `${catalogKey(operation.table)}.${column}`;
    if (operation.kind === 'drop-column') {
      freed.add(key(operation.column));
      continue;
    }
    // A column that takes over a name which this file freed: running code goes on using that name.
    const takesOver = freed.has(key(operation.to));
    freed.add(key(operation.column));
    if (takesOver || isRetiredName(operation.to) || made.has(operation.column)) continue;
    const { catalog } = context.before(statement);
    if (!existedBefore(catalog, operation.table, context.script.file)) continue;
    const table = catalog.relation(operation.table);
    const column = table?.kind === 'table' && table.columns.find(({ name }) => name === operation.column);
    if (column && column.origin.file === context.script.file) continue;
    const { table: name, column: from, to } = operation;
    context.report({
      statement,
      span: operationPlace(statement, operation),
      message: `Renaming ${displayName(name)}.${from} to ${to} breaks every running query that uses the old name. Add a new column, copy the rows and write both, and drop the old one in a later release.`,
      evidence: context.locksOf(statement, operation),
      rewrites: table?.kind === 'table' ? keepBoth(operation, table, statement, context) : [],
    });
  }
}

function keepBoth(
  { column, to }: OperationOf<'rename-column'>,
  table: Table,
  statement: Statement,
  context: EndContext,
): readonly Rewrite[] {
  const steps = statement.inBodyOf ? undefined : syncedColumnSteps(table, column, to, context.version);
  if (!steps || statement.reading.operations.length > 1) return [];
  const title = `Add ${to} beside ${column} and keep the two equal`;
  return [{ title, safety: 'review', intent: { kind: 'change-in-steps' }, sql: { steps } }];
}

/** Names of columns that the file makes, in tables or views: where it is an old name, running code goes on using it. */
function madeNames(context: EndContext): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { operation } of fileOperations(context.script, 'add-column', 'create-view', 'rename-column')) {
    if (operation.kind === 'add-column') names.add(operation.column.name);
    else if (operation.kind === 'rename-column') names.add(operation.to);
    else {
      const view = context.catalog.relation(operation.view);
      if (view && view.kind !== 'table') for (const column of view.columns) names.add(column);
    }
  }
  return names;
}

export default defineRule({
  id: 'rename-column',
  category: 'migration',
  title: 'A column is renamed under the code that uses it',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  aliases: { squawk: ['renaming-column'] },
  endKinds: ['rename-column'],
  end: check,
});
