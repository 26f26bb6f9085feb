import { argument, type HostCall, stringOf } from '../host/value.ts';
import type { FileScope } from './field.ts';
import { constraintSql, indexSql } from './indexes.ts';
import { quoted } from './names.ts';
import { type Outcome, onModel } from './outcome.ts';
import { type ProjectState, tableOf, withModel } from './state.ts';
import { indexTogetherSql } from './tables.ts';
import { fieldsTogether } from './together.ts';

/** AddIndex and AddIndexConcurrently. */
export function addIndex(call: HostCall, state: ProjectState, scope: FileScope, concurrently: boolean): Outcome {
  return onModel(call, state, scope, 'model_name', (model) => {
    const index = indexSql(argument(call, 'index', 1), model, scope, concurrently);
    return index ? { state, sql: [index.sql] } : { state, sql: [], isUnknown: true };
  });
}

/** RemoveIndex; `concurrently` is the word with its space, or nothing. */
export function removeIndex(call: HostCall, state: ProjectState, scope: FileScope, concurrently: string): Outcome {
  return onModel(call, state, scope, 'model_name', () => {
    const name = stringOf(argument(call, 'name', 1), scope.constants);
    if (name === undefined) return { state, sql: [], isUnknown: true };
    return { state, sql: [`DROP INDEX ${concurrently}IF EXISTS ${quoted(name)}`] };
  });
}

/** RenameIndex, of a named index or of one that `index_together` named. */
export function renameIndex(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'model_name', (model) => {
    const to = stringOf(argument(call, 'new_name', 1), scope.constants);
    const old = argument(call, 'old_fields', 3);
    const fields = fieldsTogether(old, scope.constants)[0];
    const from =
      stringOf(argument(call, 'old_name', 2), scope.constants) ?? (fields && indexTogetherSql(model, fields).name);
    if (to === undefined || from === undefined) return { state, sql: [], isUnknown: true };
    const indexTogether = model.indexTogether.filter((one) => one.join() !== fields?.join());
    return {
      state: withModel(state, { ...model, indexTogether }),
      sql: [`ALTER INDEX ${quoted(from)} RENAME TO ${quoted(to)}`],
    };
  });
}

/** AddConstraint and AddConstraintNotValid. */
export function addConstraint(call: HostCall, state: ProjectState, scope: FileScope, notValid: boolean): Outcome {
  return onModel(call, state, scope, 'model_name', (model) => {
    const constraint = constraintSql(argument(call, 'constraint', 1), model, scope, notValid);
    if (!constraint) return { state, sql: [], isUnknown: true };
    const constraints = new Map(model.constraints).set(constraint.name, constraint.as);
    return { state: withModel(state, { ...model, constraints }), sql: [constraint.sql] };
  });
}

/** RemoveConstraint: a unique constraint with a condition is an index to the server. */
export function removeConstraint(call: HostCall, state: ProjectState, scope: FileScope): Outcome {
  return onModel(call, state, scope, 'model_name', (model) => {
    const name = stringOf(argument(call, 'name', 1), scope.constants);
    if (name === undefined) return { state, sql: [], isUnknown: true };
    const constraints = new Map(model.constraints);
    constraints.delete(name);
    const isIndex = model.constraints.get(name) === 'index';
    return {
      state: withModel(state, { ...model, constraints }),
      sql: [
        isIndex
          ? `DROP INDEX IF EXISTS ${quoted(name)}`
          : `ALTER TABLE ${quoted(tableOf(model))} DROP CONSTRAINT ${quoted(name)}`,
      ],
    };
  });
}
