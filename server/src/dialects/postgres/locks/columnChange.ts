import type { Table } from '../../../model/catalog.ts';
import type { Expression } from '../../../model/expression.ts';
import type { TypeName } from '../../../model/names.ts';
import type { AlterColumnType } from '../../../model/operation.ts';
import { indexUses } from '../../../model/replay/createTable.ts';
import { columnsIn } from '../../../model/replay/expressions.ts';
import type { Effects, FactSet } from './factSet.ts';
import { building, rewriting, scanning } from './factSet.ts';
import type { TypeChange } from './typeChange.ts';
import { typeChange } from './typeChange.ts';

/** What ALTER COLUMN … TYPE does to the rows, indexes and checks of a table. */
export interface ColumnChange {
  /** `recheck`: the rows stay, but a CHECK on the column is verified again. */
  readonly effect: TypeChange['effect'] | 'recheck';
  /** In words, as the end of a sentence. */
  readonly reason: string;
  readonly effects: Effects;
}

export function columnChange(operation: AlterColumnType, table: Table | undefined, facts: FactSet): ColumnChange {
  const column = table?.columns.find((one) => one.name === operation.column);
  const change = isPlain(operation.using, operation.column, operation.type)
    ? typeChange(column?.type, operation.type, {
        catalog: facts.before,
        version: facts.version,
        timeZone: facts.session?.parameters.get('timezone')?.value,
      })
    : ({ effect: 'rewrite', reason: 'USING computes every value anew' } as const);
  switch (change.effect) {
    case 'rewrite':
      return { ...change, effects: rewriting };
    case 'unknown':
      return { ...change, effects: { ...rewriting, uncertain: change.reason } };
    case 'none':
    case 'rebuild-indexes':
      break;
  }
  const isRechecked = table?.constraints.some(
    ({ definition, valid }) =>
      valid && definition.kind === 'check' && columnsIn(definition.expression).has(operation.column),
  );
  const rebuilds = rebuildsIndex(operation, table, change.effect === 'rebuild-indexes');
  const effects = rebuilds ? building : isRechecked ? scanning : {};
  if (isRechecked) return { effect: 'recheck', reason: 'a CHECK on the column is verified again', effects };
  if (!rebuilds) return { effect: 'none', reason: change.reason, effects };
  const reason = operation.collation ? 'the indexes on the column are sorted anew' : change.reason;
  return { effect: 'rebuild-indexes', reason, effects };
}

/** An index survives a compatible change, unless it is partial or on an expression. */
function rebuildsIndex(operation: AlterColumnType, table: Table | undefined, isIncompatible: boolean): boolean {
  return (table?.indexes ?? []).some((index) => {
    const uses = indexUses(index, operation.column);
    const isPlainIndex = !index.partial && index.elements.every((element) => element.column !== undefined);
    return uses && (isIncompatible || operation.collation !== undefined || !isPlainIndex);
  });
}

/** USING that says no more than the change itself: the bare column, or its cast to the new type. */
function isPlain(using: Expression | undefined, column: string, type: TypeName): boolean {
  if (!using) return true;
  if (using.kind === 'column') return using.name === column;
  if (using.kind !== 'cast' || using.operand.kind !== 'column' || using.operand.name !== column) return false;
  return (
    using.type.name === type.name &&
    using.type.arrayDimensions === type.arrayDimensions &&
    (using.type.modifiers.length === 0 || using.type.modifiers.join() === type.modifiers.join())
  );
}
