import { quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { Table } from '../../model/catalog.ts';
import { displayName, type QualifiedName } from '../../model/names.ts';
import type { DropIndex } from '../../model/operation.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { concurrentEdit } from '../support/concurrentEdit.ts';
import { existedBefore } from '../support/fileOperations.ts';
import { leavingSafety } from '../support/fixSafety.ts';
import { isSql } from '../support/sourceText.ts';

interface Dropped {
  readonly index: QualifiedName;
  /** Undefined: the history does not know it. */
  readonly table?: QualifiedName;
  readonly partitioned: boolean;
}

/** The indexes of tables that others may be using; those that a constraint owns cannot be dropped at all this way. */
function harmful(operation: DropIndex, context: OperationContext): readonly Dropped[] {
  const found: Dropped[] = [];
  for (const index of operation.indexes) {
    const known = context.catalog.index(index);
    const table: Table | undefined = known?.table ?? knownTable(operation, context);
    if (!known && context.catalog.isComplete) continue;
    if (known?.index.constraint) continue;
    if (table && !existedBefore(context.catalog, table.name, context.script.file)) continue;
    found.push({ index, table: table?.name ?? operation.table, partitioned: table?.partitionBy !== undefined });
  }
  return found;
}

function knownTable(operation: DropIndex, context: OperationContext): Table | undefined {
  const relation = operation.table && context.catalog.relation(operation.table);
  return relation?.kind === 'table' ? relation : undefined;
}

function rewrites(operation: DropIndex, context: OperationContext): readonly Rewrite[] {
  // why: CONCURRENTLY takes one index and refuses CASCADE.
  if (operation.cascade || context.statement.inBodyOf) return [];
  const title = 'Drop the index concurrently';
  const safety = leavingSafety(context);
  const intent = { kind: 'drop-index-concurrently' } as const;
  if (operation.indexes.length === 1 && isSql(context)) {
    const edit = concurrentEdit(context, operation.span.start);
    if (!edit) return [];
    // why: it moves to a later migration, and what this one goes on to drop may take the index along.
    const isGuarded = !operation.ifExists && context.session.inTransaction;
    const guarded = isGuarded ? { ...edit, newText: `${edit.newText} IF EXISTS` } : edit;
    return [{ title, safety, intent, sql: { edits: [guarded], transaction: 'forbidden' } }];
  }
  const guard = operation.ifExists ? 'IF EXISTS ' : '';
  const steps = operation.indexes.map((index) => ({
    sql: [`DROP INDEX CONCURRENTLY ${guard}${quoteQualifiedName(index)};`],
    transaction: 'forbidden' as const,
    name: `drop ${index.name}`,
  }));
  return [{ title, safety, intent, sql: { steps } }];
}

export default defineRule({
  id: 'drop-index-without-concurrently',
  category: 'migration',
  title: 'An index is dropped under a lock that blocks reads and writes',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['require-concurrent-index-deletion'] },
  operations: {
    'drop-index'(operation, context) {
      if (operation.concurrently) return;
      const dropped = harmful(operation, context);
      const [first] = dropped;
      if (!first) return;
      const table = first.table ? displayName(first.table) : 'its table';
      const lock = `Dropping index ${displayName(first.index)} needs an ACCESS EXCLUSIVE lock on ${table}: it waits for every running query, and new ones queue behind it.`;
      const partitioned = dropped.some((one) => one.partitioned);
      context.report({
        message: partitioned
          ? `${lock} An index of a partitioned table cannot be dropped concurrently: set lock_timeout and retry.`
          : `${lock} DROP INDEX CONCURRENTLY, outside a transaction, blocks nothing.`,
        rewrites: partitioned ? [] : rewrites(operation, context),
      });
    },
  },
});
