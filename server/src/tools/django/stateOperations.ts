import type { NewFile } from '../../model/finding.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import { pythonLiteral } from '../host/quote.ts';
import { type Change, isAlone, leaveAtomic, moveOperation, type Place, replaceOperation } from './change.ts';
import { newMigration } from './newMigration.ts';

/** `migrations.RunSQL(…)` of some statements, with what undoes them. */
export function runSql(statements: readonly string[], reverse: readonly string[] = []): string {
  const sql = statements.map(withSemicolon).join(' ');
  const undo = reverse.length === 0 ? 'migrations.RunSQL.noop' : pythonLiteral(reverse.map(withSemicolon).join(' '));
  return `migrations.RunSQL(\n            sql=${pythonLiteral(sql)},\n            reverse_sql=${undo},\n        )`;
}

function withSemicolon(sql: string): string {
  return sql.trimEnd().endsWith(';') ? sql.trimEnd() : `${sql.trimEnd()};`;
}

/** An operation whose SQL is written out, while the models change as it says. */
export function separately(database: readonly string[], state: readonly string[]): string {
  const list = (items: readonly string[]): string =>
    items.map((item) => `                ${item.replaceAll('\n', '\n        ')},\n`).join('');
  return (
    'migrations.SeparateDatabaseAndState(\n' +
    (database.length > 0 ? `            database_operations=[\n${list(database)}            ],\n` : '') +
    `            state_operations=[\n${list(state)}            ],\n        )`
  );
}

/** The source of the operation, its lines at the depth of Django's own files. */
export function sourceOf(place: Place): string {
  const source = place.script.text.slice(place.handle.span.start, place.handle.span.end);
  const line = place.script.text.lastIndexOf('\n', place.handle.span.start - 1) + 1;
  const depth = /^ */.exec(place.script.text.slice(line))?.[0].length ?? 8;
  return source.replaceAll(
    /\r?\n( *)/g,
    (_, indent: string) => `\n${' '.repeat(Math.max(0, indent.length - depth + 8))}`,
  );
}

/** Groups: `UNIQUE ` and the name. */
export const createIndex = /^CREATE (UNIQUE )?INDEX ("(?:[^"]|"")+")/;

/** An operation that makes nothing but indexes (db_index, a conditional unique constraint …): built concurrently in SQL. */
export function indexInState(place: Place): Change | undefined {
  const sql = place.statement.sql ?? [];
  if (sql.length === 0) return undefined;
  if (!sql.every((one) => createIndex.test(one))) return indexAfterField(place);
  const operation = separately(sql.map(concurrentIndex), [sourceOf(place)]);
  if (isAlone(place)) return leaveAtomic(place, [replaceOperation(place, [operation])]);
  return moveOperation(place, [operation], 'create index concurrently');
}

/** A CREATE INDEX, built concurrently. */
export function concurrentIndex(sql: string): string {
  const name = createIndex.exec(sql)?.[2] ?? '';
  return runSql(
    [sql.replace(/^CREATE (UNIQUE )?INDEX /, 'CREATE $1INDEX CONCURRENTLY ')],
    [`DROP INDEX CONCURRENTLY IF EXISTS ${name}`],
  );
}

/** AddField of an indexed field: the field without its index now, the index in a migration of its own. */
function indexAfterField(place: Place): Change | undefined {
  const indexes = (place.statement.sql ?? []).filter((sql) => createIndex.test(sql));
  const parts = fieldParts(place);
  if (indexes.length === 0 || !parts || place.handle.operation !== 'AddField') return undefined;
  const operation = separately(indexes.map(concurrentIndex), [parts.alterField]);
  const file = newMigration(place.script, place.read, place.context, {
    name: `index ${parts.model} ${parts.name} concurrently`,
    operations: [operation],
    atomic: false,
  });
  return file && { edits: [parts.withArgument('db_index', 'False')], creates: [file], leavesTransaction: false };
}

interface FieldParts {
  readonly model: string;
  readonly name: string;
  /** `migrations.AlterField(…)` to the field as it was written. */
  readonly alterField: string;
  /** Gives a keyword argument of the field this value. */
  withArgument(
    name: string,
    value: string,
  ): {
    readonly span: { readonly start: number; readonly end: number };
    readonly newText: string;
  };
}

function fieldParts(place: Place): FieldParts | undefined {
  const { handle, script } = place;
  const { field, fieldName, modelName } = handle;
  if (!field || fieldName === undefined || modelName === undefined) return undefined;
  const source = script.text.slice(field.start, field.end).replaceAll(/\s*\r?\n\s*/g, ' ');
  const end = field.end - 1;
  const inside = script.text.slice(field.start, end).trimEnd();
  const comma = inside.endsWith(',') || inside.endsWith('(') ? '' : ', ';
  const at = field.start + inside.length;
  return {
    model: modelName,
    name: fieldName,
    alterField:
      `migrations.AlterField(\n            model_name=${pythonLiteral(modelName)},\n` +
      `            name=${pythonLiteral(fieldName)},\n            field=${source.replace(/,? \)$/, ')')},\n` +
      `${handle.dropsDefault ? '            preserve_default=False,\n' : ''}        )`,
    withArgument: (name, value) => {
      const present = handle.fieldArguments.get(name);
      if (present) return { span: present, newText: value };
      return { span: { start: at, end: at }, newText: `${inside.endsWith(',') ? ' ' : comma}${name}=${value}` };
    },
  };
}

const addForeignKey = /^(ALTER TABLE \S+) ADD CONSTRAINT ("(?:[^"]|"")+") FOREIGN KEY /;
const addCheck = /^(ALTER TABLE \S+) ADD CONSTRAINT ("(?:[^"]|"")+") CHECK /;
const inlineForeignKey =
  /^(ALTER TABLE \S+) ADD COLUMN ("(?:[^"]|"")+") .* CONSTRAINT ("(?:[^"]|"")+") (REFERENCES .*)$/s;

/** A foreign key added NOT VALID in SQL, and validated in a later migration. */
export function foreignKeyInState(place: Place): Change | undefined {
  const sql = place.statement.sql ?? [];
  if (place.handle.operation === 'AddField') return foreignKeyAfterField(place, sql);
  return place.handle.operation === 'CreateModel' ? undefined : notValidInState(place, sql, addForeignKey);
}

/** A CHECK that a changed field brings, in the same way. */
export function checkInState(place: Place): Change | undefined {
  return place.handle.operation === 'AlterField'
    ? notValidInState(place, place.statement.sql ?? [], addCheck)
    : undefined;
}

/** Fills rows with a default: what Python computes is not known here, and a value of its type stands for it. */
function hasComputedValue(sql: string): boolean {
  return /^UPDATE | SET DEFAULT /.test(sql);
}

function notValidInState(place: Place, sql: readonly string[], add: RegExp): Change | undefined {
  const [, alter, name] = sql.flatMap((one) => add.exec(one) ?? []);
  if (alter === undefined || name === undefined || sql.some(hasComputedValue)) return undefined;
  const undo = sql.map((one) => reverseOf(one));
  if (!undo.every((one) => one !== undefined)) return undefined;
  const database = sql.map((one, at) => runSql([add.test(one) ? `${one} NOT VALID` : one], undo[at]));
  const validate = validateMigration(place, alter, name, undefined);
  if (!validate) return undefined;
  return {
    edits: [replaceOperation(place, [separately(database, [sourceOf(place)])])],
    creates: [validate],
    leavesTransaction: false,
  };
}

/** What takes a statement of Django's back; undefined where its text does not tell. */
function reverseOf(sql: string): readonly string[] | undefined {
  const [, alter = '', action = ''] = /^(ALTER TABLE "(?:[^"]|"")+") (.*)$/s.exec(sql) ?? [];
  const name = /^ADD CONSTRAINT ("(?:[^"]|"")+") /.exec(action)?.[1];
  if (name !== undefined) return [`${alter} DROP CONSTRAINT IF EXISTS ${name}`];
  const index = createIndex.exec(sql)?.[2];
  if (index !== undefined) return [`DROP INDEX IF EXISTS ${index}`];
  const [, from, to] = /^RENAME COLUMN ("(?:[^"]|"")+") TO ("(?:[^"]|"")+")$/.exec(action) ?? [];
  if (from !== undefined) return [`${alter} RENAME COLUMN ${to} TO ${from}`];
  const [, column, change] = /^ALTER COLUMN ("(?:[^"]|"")+") (SET|DROP) NOT NULL$/.exec(action) ?? [];
  if (column !== undefined) return [`${alter} ALTER COLUMN ${column} ${change === 'SET' ? 'DROP' : 'SET'} NOT NULL`];
  return undefined;
}

function foreignKeyAfterField(place: Place, sql: readonly string[]): Change | undefined {
  const [, alter, column, name, references] = sql.flatMap((one) => inlineForeignKey.exec(one) ?? []);
  const parts = fieldParts(place);
  if (!parts || alter === undefined || name === undefined) return undefined;
  const add = `${alter} ADD CONSTRAINT ${name} FOREIGN KEY (${column}) ${references} NOT VALID`;
  const file = newMigration(place.script, place.read, place.context, {
    name: `add ${parts.model} ${parts.name} foreign key`,
    operations: [separately([runSql([add], [`${alter} DROP CONSTRAINT IF EXISTS ${name}`])], [parts.alterField])],
    atomic: true,
  });
  const validate = file && validateMigration(place, alter, name, file);
  if (!file || !validate) return undefined;
  return { edits: [parts.withArgument('db_constraint', 'False')], creates: [file, validate], leavesTransaction: false };
}

function validateMigration(place: Place, alter: string, name: string, after: NewFile | undefined): NewFile | undefined {
  return newMigration(place.script, place.read, place.context, {
    name: `validate ${name.replaceAll('"', '')}`,
    operations: [runSql([`${alter} VALIDATE CONSTRAINT ${name}`])],
    atomic: true,
    after: after && migrationName(after),
  });
}

function migrationName(file: NewFile): string {
  return file.file.slice(file.file.lastIndexOf('/') + 1).replace(/\.py$/, '');
}

/** AlterField that does nothing but SET NOT NULL: the steps in SQL, the model changed with the last. */
export function notNullInState(place: Place, steps: readonly RewriteStep[]): Change | undefined {
  const sql = place.statement.sql ?? [];
  const [first, ...later] = steps;
  if (sql.length !== 1 || !/ SET NOT NULL$/.test(sql[0] ?? '') || !first || later.length === 0) return undefined;
  const creates: NewFile[] = [];
  for (const [at, step] of later.entries()) {
    const previous = creates.at(-1);
    const run = runStep(step);
    const file = newMigration(place.script, place.read, place.context, {
      name: step.name,
      operations: at === later.length - 1 ? [separately(run, [sourceOf(place)])] : run,
      atomic: step.transaction !== 'forbidden',
      after: previous && migrationName(previous),
    });
    if (!file) return undefined;
    creates.push(file);
  }
  return {
    edits: [replaceOperation(place, runStep(first))],
    creates,
    leavesTransaction: false,
  };
}

/** The steps in SQL instead of what the operation runs, the models changed with the first. */
export function stepsInState(place: Place, steps: readonly RewriteStep[]): Change | undefined {
  const [first, ...later] = steps;
  if (!first) return undefined;
  const creates = laterMigrations(later, place);
  return (
    creates && {
      edits: [replaceOperation(place, [separately(runStep(first), [sourceOf(place)])])],
      creates,
      leavesTransaction: false,
    }
  );
}

/** AddField of a field that may be NULL. */
export function nullField(place: Place): Change | undefined {
  const { field } = place.handle;
  const parts = fieldParts(place);
  if (!field || !parts || place.handle.operation !== 'AddField') return undefined;
  return { edits: [parts.withArgument('null', 'True')], creates: [], leavesTransaction: false };
}

/** The operation on the models alone: the database keeps what it drops. */
export function stateAlone(place: Place): Change {
  const edit = replaceOperation(place, [separately([], [sourceOf(place)])]);
  return { edits: [edit], creates: [], leavesTransaction: false };
}

/** The operation as it is, and the SQL of the steps after it. */
export function followedBy(place: Place, steps: readonly RewriteStep[]): Change {
  const edit = replaceOperation(place, [sourceOf(place), ...steps.flatMap(runStep)]);
  return { edits: [edit], creates: [], leavesTransaction: false };
}

/** A step as operations: one, or one for each statement where they must stand alone. */
export function runStep({ sql, undo = [], transaction }: RewriteStep): readonly string[] {
  if (transaction !== 'forbidden') return [runSql(sql, undo)];
  return sql.map((one, at) => {
    const own = undo[sql.length - 1 - at];
    return runSql([one], own === undefined ? [] : [own]);
  });
}

/** One migration after the other for the steps. */
export function laterMigrations(steps: readonly RewriteStep[], place: Place): readonly NewFile[] | undefined {
  const creates: NewFile[] = [];
  for (const step of steps) {
    const previous = creates.at(-1);
    const file = newMigration(place.script, place.read, place.context, {
      name: step.name,
      operations: runStep(step),
      atomic: step.transaction !== 'forbidden',
      after: previous && migrationName(previous),
    });
    if (!file) return undefined;
    creates.push(file);
  }
  return creates;
}
