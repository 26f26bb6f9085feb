import type { TargetVersion } from '../../model/dialect.ts';
import type { AddColumn } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import { notNullSteps } from './notNullSteps.ts';

/** A column that is filled after it was added, instead of by a rewrite of the table. */
export interface FilledColumn {
  readonly operation: AddColumn;
  /** As written in SQL. */
  readonly tableText: string;
  readonly columnText: string;
  readonly type: string;
  /** The default as SQL, also the value of the rows that are there. */
  readonly value: string;
  /** Statements between adding the column and giving it its default (CREATE SEQUENCE …), with semicolon. */
  readonly before?: readonly string[];
  /** What of `before` does not go with the column, taken back. */
  readonly undoBefore?: readonly string[];
  readonly notNull: boolean;
  readonly version: TargetVersion;
}

/** Adds the column empty, gives new rows their default, fills the old ones, then requires a value where it was required. */
export function addColumnSteps(filled: FilledColumn): RewriteStep[] {
  const {
    operation,
    tableText,
    columnText: column,
    type,
    value,
    before = [],
    undoBefore = [],
    notNull,
    version,
  } = filled;
  const { table } = operation;
  const guard = operation.ifNotExists ? 'IF NOT EXISTS ' : '';
  const steps: RewriteStep[] = [
    {
      sql: [
        `ALTER TABLE ${tableText} ADD COLUMN ${guard}${column} ${type};`,
        ...before,
        `ALTER TABLE ${tableText} ALTER COLUMN ${column} SET DEFAULT ${value};`,
      ],
      undo: [`ALTER TABLE ${tableText} DROP COLUMN ${column};`, ...undoBefore],
      transaction: 'any',
      name: `add ${table.name} ${operation.column.name}`,
    },
    {
      // why: a tool's migration cannot know the size of a batch; the condition makes it possible to run it in parts.
      sql: [`UPDATE ${tableText} SET ${column} = DEFAULT WHERE ${column} IS NULL;`],
      undo: [],
      transaction: 'separate',
      name: `fill ${table.name} ${operation.column.name}`,
    },
  ];
  if (notNull)
    steps.push(...notNullSteps({ table, tableText, column: operation.column.name, columnText: column, version }));
  return steps;
}
