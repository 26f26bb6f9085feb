import type { Table } from '../../model/catalog.ts';
import { displayName } from '../../model/names.ts';
import { defineRule, type TableContext } from '../rule.ts';
import { placeOf } from '../support/fileOperations.ts';
import { primaryKey, writtenColumns } from '../support/tableParts.ts';

const randomUuid = new Set(['gen_random_uuid', 'uuid_generate_v4', 'uuidv4']);
const uuidv7Since = 18;

function check(table: Table, context: TableContext): void {
  const [leading] = primaryKey(table);
  for (const { statement, definition } of writtenColumns(table, context)) {
    const call = definition.default;
    if (definition.name !== leading || call?.kind !== 'function' || !randomUuid.has(call.name.name)) continue;
    const ordered = context.version >= uuidv7Since;
    const instead = ordered
      ? 'Use uuidv7(), which grows with time.'
      : 'Use UUIDs that grow with time (version 7; uuidv7() from PostgreSQL 18), or an identity column.';
    context.report({
      statement,
      span: placeOf(statement, call.span),
      message: `Random keys from ${call.name.name}() land all over the index of ${displayName(table.name)}.${definition.name}: inserts touch cold pages and bloat it. ${instead}`,
      rewrites:
        ordered && statement.form === 'sql'
          ? [{ title: 'Use uuidv7()', safety: 'review', sql: { edits: [{ span: call.span, newText: 'uuidv7()' }] } }]
          : [],
    });
  }
}

export default defineRule({
  id: 'uuid-v4-primary-key',
  category: 'schema',
  title: 'A primary key of random UUIDs',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'strict',
  directions: ['up'],
  table: check,
});
