import { quoteName } from '../../dialects/postgres/quoteName.ts';
import { objectName } from '../../model/defaultName.ts';
import type { TargetVersion } from '../../model/dialect.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { RewriteStep } from '../../model/rewrite.ts';

export interface NotNullTarget {
  readonly table: QualifiedName;
  /** The table as it is written in SQL. */
  readonly tableText: string;
  readonly column: string;
  /** The column as it is written in SQL. */
  readonly columnText: string;
  readonly version: TargetVersion;
}

/** First version whose NOT NULL can be added NOT VALID and validated later. */
export const notNullNotValidSince: TargetVersion = 18;

/**
 * Makes a column NOT NULL without reading the table under a lock that blocks others. Before 18 through a CHECK that
 * SET NOT NULL trusts (12 and later).
 */
export function notNullSteps(target: NotNullTarget): RewriteStep[] {
  const { table, tableText, column, columnText, version } = target;
  const alter = `ALTER TABLE ${tableText}`;
  if (version >= notNullNotValidSince) {
    const constraint = quoteName(objectName(table.name, column, 'not_null'));
    return [
      {
        sql: [`${alter} ADD CONSTRAINT ${constraint} NOT NULL ${columnText} NOT VALID;`],
        undo: [`${alter} ALTER COLUMN ${columnText} DROP NOT NULL;`],
        transaction: 'any',
        name: `require ${table.name} ${column}`,
      },
      {
        sql: [`${alter} VALIDATE CONSTRAINT ${constraint};`],
        undo: [],
        transaction: 'separate',
        name: `validate ${table.name} ${column} not null`,
      },
    ];
  }
  // why: not `…_not_null`, which 18 keeps for the constraint that SET NOT NULL makes.
  const check = quoteName(objectName(table.name, column, 'is_set'));
  const proof = `${alter} ADD CONSTRAINT ${check} CHECK (${columnText} IS NOT NULL) NOT VALID;`;
  return [
    {
      sql: [proof],
      undo: [`${alter} DROP CONSTRAINT IF EXISTS ${check};`],
      transaction: 'any',
      name: `require ${table.name} ${column}`,
    },
    {
      sql: [`${alter} VALIDATE CONSTRAINT ${check};`],
      undo: [],
      transaction: 'separate',
      name: `validate ${table.name} ${column} not null`,
    },
    {
      sql: [`${alter} ALTER COLUMN ${columnText} SET NOT NULL;`, `${alter} DROP CONSTRAINT ${check};`],
      undo: [proof, `${alter} ALTER COLUMN ${columnText} DROP NOT NULL;`],
      transaction: 'separate',
      name: `set ${table.name} ${column} not null`,
    },
  ];
}
