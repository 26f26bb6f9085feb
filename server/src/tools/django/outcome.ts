import type { Span } from '../../model/span.ts';
import { argument, type HostCall, stringOf } from '../host/value.ts';
import type { FileScope } from './field.ts';
import { type ModelState, modelOf, type ProjectState, tableOf } from './state.ts';

/** What an operation does to the models and to the database. */
export interface Outcome {
  readonly state: ProjectState;
  readonly sql: readonly string[];
  /** Where the columns that it makes are written. */
  readonly columns?: ReadonlyMap<string, { readonly span: Span; readonly type?: Span }>;
  /** The table it is about. */
  readonly table?: string;
  /** What it runs cannot be told: the operation is not known, or the model is not. */
  readonly isUnknown?: boolean;
}

/** Runs `use` on the model that the call names; without it nothing can be told. */
export function onModel(
  call: HostCall,
  state: ProjectState,
  scope: FileScope,
  key: 'name' | 'model_name',
  use: (model: ModelState) => Outcome,
): Outcome {
  const name = stringOf(argument(call, key, 0), scope.constants);
  const model = name === undefined ? undefined : (modelOf(state, scope.app, name) ?? assumed(scope.app, name));
  if (!model) return { state, sql: [], isUnknown: true };
  const outcome = use(model);
  return { ...outcome, sql: model.hasTable ? outcome.sql : [], table: tableOf(model) };
}

/** A model that no migration at hand creates: its table has the default name, its fields are not known. */
function assumed(app: string, name: string): ModelState {
  return {
    app,
    name,
    fields: new Map(),
    hasTable: true,
    uniqueTogether: [],
    indexTogether: [],
    constraints: new Map(),
  };
}
