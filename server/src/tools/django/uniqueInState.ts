import { defaultConstraintName } from '../../model/defaultName.ts';
import { type Change, isAlone, leaveAtomic, moveOperation, type Place, replaceOperation } from './change.ts';
import { newMigration } from './newMigration.ts';
import { concurrentIndex, createIndex, runSql, separately, sourceOf } from './stateOperations.ts';

const addUnique =
  /^(ALTER TABLE ("(?:[^"]|"")+")) ADD CONSTRAINT ("(?:[^"]|"")+") UNIQUE( NULLS NOT DISTINCT)? (\([^()]*\))(.*)$/s;

/**
 * UNIQUE constraints through indexes that are built concurrently, in SQL, while the models change as the operation says.
 * Undefined where the operation does more than that: outside of a transaction it would be left half done.
 */
export function uniqueInState(place: Place): Change | undefined {
  const sql = place.statement.sql ?? [];
  if (place.handle.operation === 'AddField') return uniqueAfterField(sql, place);
  const database = sql.map(builtApart);
  if (!database.every((operations) => operations !== undefined) || !sql.some((one) => addUnique.test(one))) {
    return undefined;
  }
  const operation = separately(database.flat(), [sourceOf(place)]);
  if (isAlone(place)) return leaveAtomic(place, [replaceOperation(place, [operation])]);
  return moveOperation(place, [operation], 'create unique index concurrently');
}

/** What stands for one statement of the operation. */
function builtApart(sql: string): readonly string[] | undefined {
  if (createIndex.test(sql)) return [concurrentIndex(sql)];
  const [, alter = '', table = '', name = '', nulls = '', columns = '', attributes = ''] = addUnique.exec(sql) ?? [];
  return alter ? usingIndex({ alter, table, name, columns: `${columns}${nulls}`, attributes }) : undefined;
}

interface Unique {
  /** `ALTER TABLE "t"` */
  readonly alter: string;
  readonly table: string;
  readonly name: string;
  readonly columns: string;
  /** ` DEFERRABLE INITIALLY DEFERRED`, or nothing. */
  readonly attributes: string;
}

function usingIndex({ alter, table, name, columns, attributes }: Unique): readonly string[] {
  return [
    concurrentIndex(`CREATE UNIQUE INDEX ${name} ON ${table} ${columns}`),
    runSql(
      [`${alter} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}${attributes}`],
      [`${alter} DROP CONSTRAINT IF EXISTS ${name}`],
    ),
  ];
}

const addColumn = /^(ALTER TABLE ("(?:[^"]|"")+")) ADD COLUMN ("(?:[^"]|"")+") (.*?) UNIQUE(.*)$/s;

/** AddField of a unique field: the column now, its index and constraint in a later migration. */
function uniqueAfterField(sql: readonly string[], place: Place): Change | undefined {
  const [first = '', ...others] = sql;
  const [, alter = '', table = '', column = '', before = '', after = ''] = addColumn.exec(first) ?? [];
  const name = uniqueName(place);
  // why: a default that Django computes is not known here, and its rows would have to differ.
  if (!alter || name === undefined || / DEFAULT /.test(first)) return undefined;
  const indexes = others.filter((one) => createIndex.test(one));
  const rest = others.filter((one) => !createIndex.test(one)).map((one) => runSql([one]));
  const add = runSql([`${alter} ADD COLUMN ${column} ${before}${after}`], [`${alter} DROP COLUMN ${column}`]);
  const file = newMigration(place.script, place.read, place.context, {
    name: `create unique ${place.handle.modelName} ${place.handle.fieldName}`,
    operations: [
      ...usingIndex({ alter, table, name, columns: `(${column})`, attributes: '' }),
      ...indexes.map(concurrentIndex),
    ],
    atomic: false,
  });
  const edit = replaceOperation(place, [separately([add, ...rest], [sourceOf(place)])]);
  return file && { edits: [edit], creates: [file], leavesTransaction: false };
}

/** The name that the server gives the constraint of the column. */
function uniqueName(place: Place): string | undefined {
  for (const operation of place.statement.reading.operations) {
    if (operation.kind !== 'add-column') continue;
    const constraint = operation.column.constraints.find((one) => one.kind === 'unique');
    if (constraint) return `"${defaultConstraintName(operation.table.name, constraint)}"`;
  }
  return undefined;
}
