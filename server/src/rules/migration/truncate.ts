import type { CatalogView } from '../../model/catalog.ts';
import { catalogKey, displayName, type QualifiedName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { existedBefore } from '../support/fileOperations.ts';
import { listed } from '../support/listed.ts';

function check(operation: OperationOf<'truncate'>, context: OperationContext): void {
  const { catalog, script } = context;
  const emptied = operation.tables.filter((table) => existedBefore(catalog, table, script.file));
  const first = emptied[0];
  if (!first) return;
  const also = operation.cascade ? alsoEmptied(operation.tables, catalog) : [];
  const others = emptied.length === 1 ? '' : ` and ${emptied.length - 1} more`;
  const cascade = operation.cascade
    ? ` CASCADE also empties ${also.length > 0 ? listed(also) : 'every table with a foreign key to it'}.`
    : ' Delete in batches by key if only some rows have to go.';
  context.report({
    message: `TRUNCATE deletes every row of ${displayName(first)}${others} for good and blocks reads and writes until the transaction ends.${cascade}`,
  });
}

/** Every table that references one of them, and those that reference it in turn. */
function alsoEmptied(tables: readonly QualifiedName[], catalog: CatalogView): readonly string[] {
  const seen = new Set(tables.map((table) => catalogKey(table)));
  const waiting = [...tables];
  const found: string[] = [];
  for (let table = waiting.shift(); table; table = waiting.shift()) {
    for (const { table: child } of catalog.referencing(table)) {
      if (seen.has(catalogKey(child.name))) continue;
      seen.add(catalogKey(child.name));
      found.push(displayName(child.name));
      waiting.push(child.name);
    }
  }
  return found;
}

export default defineRule({
  id: 'truncate',
  category: 'migration',
  title: 'All rows of a table are deleted',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  directions: ['up'],
  aliases: { squawk: ['ban-truncate-cascade'] },
  operations: { truncate: check },
});
