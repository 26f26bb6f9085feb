import { SharedMap } from './sharedMap.ts';

/** The models of a project after some of its migrations. Immutable: a change makes new objects. */
export interface ProjectState {
  /** By `app.model`, lower case. */
  readonly models: SharedMap<ModelState>;
  /** Migrations that have run: `app.0001_initial`. */
  readonly applied: SharedMap<true>;
}

export interface ModelState {
  readonly app: string;
  /** As written: `BlogPost`. */
  readonly name: string;
  /** In order, by name. */
  readonly fields: ReadonlyMap<string, FieldState>;
  /** Explicit `db_table`. */
  readonly table?: string;
  /** False for proxies and unmanaged models: no table of Django's. */
  readonly hasTable: boolean;
  readonly uniqueTogether: readonly (readonly string[])[];
  readonly indexTogether: readonly (readonly string[])[];
  /** By name; a unique constraint with a condition is an index to the server. */
  readonly constraints: ReadonlyMap<string, 'constraint' | 'index'>;
  readonly orderWithRespectTo?: string;
}

export interface FieldState {
  readonly name: string;
  /** `column`: has one. `many-to-many`: a table of its own. `virtual`: nothing in the database. */
  readonly kind: 'column' | 'many-to-many' | 'virtual';
  /** Explicit `db_column`. */
  readonly dbColumn?: string;
  /** SQL type; of a foreign key: absent, the type of what it references. */
  readonly type?: string;
  /** Identity of an AutoField. */
  readonly isAuto: boolean;
  readonly isNull: boolean;
  readonly isUnique: boolean;
  readonly isIndexed: boolean;
  readonly isPrimaryKey: boolean;
  /** The value that Django fills existing rows with, as SQL. */
  readonly default?: string;
  /** `db_default`, as SQL. */
  readonly dbDefault?: string;
  /** `GENERATED ALWAYS AS (…)`. */
  readonly generated?: string;
  readonly check?: (column: string) => string;
  readonly collation?: string;
  readonly comment?: string;
  /** Gets an index for LIKE besides its index or unique constraint. */
  readonly hasLikeIndex: boolean;
  readonly relation?: Relation;
}

export interface Relation {
  /** `app.model`, lower case; `self`. */
  readonly to: string;
  readonly toField?: string;
  readonly hasConstraint: boolean;
  /** Many-to-many through a model of the project's: no table of its own. */
  readonly through?: string;
  /** Many-to-many: explicit `db_table`. */
  readonly table?: string;
}

export const emptyState: ProjectState = { models: SharedMap.empty(), applied: SharedMap.empty() };

/** The key of a model: `app.model`, lower case. */
export function modelKey(app: string, name: string): string {
  return `${app}.${name}`.toLowerCase();
}

/** The model that a migration of `app` calls `name`. */
export function modelOf(state: ProjectState, app: string, name: string): ModelState | undefined {
  return state.models.get(modelKey(app, name));
}

/** Puts a model in place of the one with its key, or adds it. */
export function withModel(state: ProjectState, model: ModelState): ProjectState {
  return { ...state, models: state.models.with(modelKey(model.app, model.name), model) };
}

/** Takes a model away. */
export function withoutModel(state: ProjectState, app: string, name: string): ProjectState {
  return { ...state, models: state.models.without(modelKey(app, name)) };
}

/** Puts a field in place of the one of its name, or adds it. */
export function withField(model: ModelState, field: FieldState): ModelState {
  return { ...model, fields: new Map(model.fields).set(field.name, field) };
}

/** Takes a field away. */
export function withoutField(model: ModelState, name: string): ModelState {
  const fields = new Map(model.fields);
  fields.delete(name);
  return { ...model, fields };
}

/** The table of a model. */
export function tableOf(model: ModelState): string {
  return model.table ?? `${model.app}_${model.name.toLowerCase()}`;
}

/** The column of a field. */
export function columnOf(field: FieldState): string {
  return field.dbColumn ?? (field.relation ? `${field.name}_id` : field.name);
}

/** The column of a field known by name; the name itself where the field is not known. */
export function columnNamed(model: ModelState, name: string): string {
  const field = model.fields.get(name);
  if (name === 'pk') return primaryKeyOf(model)?.column ?? 'id';
  return field ? columnOf(field) : name;
}

/** The primary key of a model; undefined where the model does not say (it inherits one). */
export function primaryKeyOf(model: ModelState): { readonly column: string; readonly field: FieldState } | undefined {
  for (const field of model.fields.values()) if (field.isPrimaryKey) return { column: columnOf(field), field };
  return undefined;
}

export interface Target {
  readonly table: string;
  readonly column: string;
  /** Undefined where it is not known. */
  readonly type: string | undefined;
}

/** What a relation of a field of `model` references. Models outside of the history get Django's default names. */
export function targetOf(state: ProjectState, model: ModelState, relation: Relation): Target {
  const key = relation.to === 'self' ? modelKey(model.app, model.name) : relation.to;
  const target = relation.to === 'self' ? model : state.models.get(key);
  if (!target) {
    const [app = '', name = ''] = key.split('.');
    const isContrib = ['auth', 'contenttypes', 'sites', 'admin', 'sessions'].includes(app);
    const known: Readonly<Record<string, string>> = {
      'contenttypes.contenttype': 'django_content_type',
      'sites.site': 'django_site',
    };
    return {
      table: known[key] ?? `${app}_${name}`,
      column: relation.toField ?? 'id',
      type: isContrib ? 'integer' : 'bigint',
    };
  }
  const named = relation.toField ? target.fields.get(relation.toField) : undefined;
  const field = named ?? primaryKeyOf(target)?.field;
  if (!field) return { table: tableOf(target), column: 'id', type: undefined };
  const isSelf = field.relation?.to === relation.to;
  const type = field.type ?? (field.relation && !isSelf ? targetOf(state, target, field.relation).type : undefined);
  return { table: tableOf(target), column: columnOf(field), type };
}

/** The SQL type of a field's column; undefined where it is not known. */
export function typeOf(state: ProjectState, model: ModelState, field: FieldState): string | undefined {
  return field.type ?? (field.relation ? targetOf(state, model, field.relation).type : undefined);
}
