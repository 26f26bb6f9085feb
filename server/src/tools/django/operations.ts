import { argument, type HostCall, lastOf, stringOf } from '../host/value.ts';
import type { FileScope } from './field.ts';
import { addField, alterField, removeField } from './fieldOperations.ts';
import { addConstraint, addIndex, removeConstraint, removeIndex, renameIndex } from './indexOperations.ts';
import { alterModelTable, alterOrder, alterTogether, createModel, deleteModel } from './modelOperations.ts';
import { quoted, sqlString } from './names.ts';
import { type Outcome, onModel } from './outcome.ts';
import { renameField, renameModel } from './rename.ts';
import { type ProjectState, tableOf } from './state.ts';

type Operation = (call: HostCall, state: ProjectState, scope: FileScope) => Outcome;

const extensions: Readonly<Record<string, string>> = {
  BloomExtension: 'bloom',
  BtreeGinExtension: 'btree_gin',
  BtreeGistExtension: 'btree_gist',
  CITextExtension: 'citext',
  CryptoExtension: 'pgcrypto',
  HStoreExtension: 'hstore',
  TrigramExtension: 'pg_trgm',
  UnaccentExtension: 'unaccent',
  VectorExtension: 'vector',
};

const operations: Readonly<Record<string, Operation>> = {
  CreateModel: createModel,
  DeleteModel: deleteModel,
  RenameModel: renameModel,
  AlterModelTable: alterModelTable,
  AlterModelTableComment: (call, state, scope) =>
    onModel(call, state, scope, 'name', (model) => {
      const comment = stringOf(argument(call, 'table_comment', 1), scope.constants);
      const text = comment === undefined ? 'NULL' : sqlString(comment);
      return { state, sql: [`COMMENT ON TABLE ${quoted(tableOf(model))} IS ${text}`] };
    }),
  AlterUniqueTogether: (call, state, scope) => alterTogether(call, state, scope, 'unique_together'),
  AlterIndexTogether: (call, state, scope) => alterTogether(call, state, scope, 'index_together'),
  AlterOrderWithRespectTo: alterOrder,
  AlterModelOptions: (_call, state) => ({ state, sql: [] }),
  AlterModelManagers: (_call, state) => ({ state, sql: [] }),
  AddField: addField,
  RemoveField: removeField,
  AlterField: alterField,
  RenameField: renameField,
  AddIndex: (call, state, scope) => addIndex(call, state, scope, false),
  AddIndexConcurrently: (call, state, scope) => addIndex(call, state, scope, true),
  RemoveIndex: (call, state, scope) => removeIndex(call, state, scope, ''),
  RemoveIndexConcurrently: (call, state, scope) => removeIndex(call, state, scope, 'CONCURRENTLY '),
  RenameIndex: renameIndex,
  AddConstraint: (call, state, scope) => addConstraint(call, state, scope, false),
  AddConstraintNotValid: (call, state, scope) => addConstraint(call, state, scope, true),
  AlterConstraint: (_call, state) => ({ state, sql: [] }),
  RemoveConstraint: removeConstraint,
  ValidateConstraint: (call, state, scope) =>
    onModel(call, state, scope, 'model_name', (model) => {
      const name = stringOf(argument(call, 'name', 1), scope.constants) ?? '';
      return { state, sql: [`ALTER TABLE ${quoted(tableOf(model))} VALIDATE CONSTRAINT ${quoted(name)}`] };
    }),
  CreateExtension: (call, state, scope) => {
    const name = stringOf(argument(call, 'name', 0), scope.constants);
    return { state, sql: name === undefined ? [] : [`CREATE EXTENSION IF NOT EXISTS ${quoted(name)}`] };
  },
  CreateCollation: (call, state, scope) => {
    const name = stringOf(argument(call, 'name', 0), scope.constants) ?? '';
    const locale = stringOf(argument(call, 'locale', 1), scope.constants) ?? '';
    const provider = stringOf(argument(call, 'provider'), scope.constants) ?? 'libc';
    return { state, sql: [`CREATE COLLATION ${quoted(name)} (locale = ${sqlString(locale)}, provider = ${provider})`] };
  },
  RemoveCollation: (call, state, scope) => ({
    state,
    sql: [`DROP COLLATION ${quoted(stringOf(argument(call, 'name', 0), scope.constants) ?? '')}`],
  }),
};

/** Operations that carry other code, read elsewhere. */
export const carriers: ReadonlySet<string> = new Set(['RunSQL', 'RunPython', 'SeparateDatabaseAndState']);

/** Whether a call is one of Django's migration operations. */
export function isOperation(callee: string): boolean {
  const name = lastOf(callee);
  return Object.hasOwn(operations, name) || Object.hasOwn(extensions, name) || carriers.has(name);
}

/** Applies an operation to the models and tells its SQL. */
export function applyOperation(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  const name = lastOf(call.callee);
  const extension = extensions[name];
  if (extension) return { state, sql: [`CREATE EXTENSION IF NOT EXISTS ${quoted(extension)}`] };
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  return operation ? operation(call, state, scope) : { state, sql: [], isUnknown: true };
}
