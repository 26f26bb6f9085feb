import { displayName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { existedBefore } from '../support/fileOperations.ts';

function check(operation: OperationOf<'truncate'>, context: OperationContext): void {
  const { catalog, script } = context;
  const emptied = operation.tables.filter((table) => existedBefore(catalog, table, script.file));
  const first = emptied[0];
  if (!first) return;
  const children = operation.cascade ? emptied.flatMap((table) => catalog.referencing(table)) : [];
  const named = new Set(operation.tables.map(displayName));
  const also = [...new Set(children.map(({ table }) => displayName(table.name)))].filter((name) => !named.has(name));
  const others = emptied.length === 1 ? '' : ` and ${emptied.length - 1} more`;
  const cascade = operation.cascade
    ? ` CASCADE also empties ${also.length > 0 ? also.slice(0, 3).join(', ') : 'every table with a foreign key to it'}.`
    : ' Delete in batches by key if only some rows have to go.';
  context.report({
    message: `TRUNCATE deletes every row of ${displayName(first)}${others} for good and blocks reads and writes until the transaction ends.${cascade}`,
  });
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
