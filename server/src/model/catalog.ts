import type { Expression } from './expression.ts';
import type { List } from './list.ts';
import type { LockMode } from './lock.ts';
import type { QualifiedName, TypeName } from './names.ts';
import type { ConstraintDefinition, IndexElement } from './operation.ts';
import type { PartitionBound } from './partitionBound.ts';
import type { Span } from './span.ts';

/**
 * The schema at one point of the history. Entries are immutable: a change makes a new entry, so that "unchanged" is
 * `===`, which the incremental replay and its caches rely on.
 */
export interface CatalogView {
  /** Undefined: not known to the history (it may exist all the same: `isComplete` says whether that can be). */
  relation(name: QualifiedName): Relation | undefined;
  /** The index of that name, with the table it is on. */
  index(name: QualifiedName): { readonly index: Index; readonly table: Table } | undefined;
  type(name: QualifiedName): UserType | undefined;
  /** Functions declared in the history: volatility decides rewrites. */
  function(name: QualifiedName): UserFunction | undefined;
  /** Tables whose foreign keys reference `name`. */
  referencing(name: QualifiedName): readonly { readonly table: Table; readonly constraint: Constraint }[];
  /** Tables with a column of this user type, and tables OF it. */
  usingType(name: QualifiedName): readonly Table[];
  /** Tables that inherit from this one by INHERITS; partitions are in `Table.partitions`. */
  inheriting(name: QualifiedName): readonly Table[];
  /** Views and materialized views whose query reads it. */
  viewsOf(name: QualifiedName): readonly View[];
  /** Every relation known here, by key; costs a walk over the whole catalog. */
  relations(): readonly Relation[];
  types(): readonly UserType[];
  functions(): readonly UserFunction[];
  /** True only when the history starts from an empty database, so that what is not there does not exist. */
  readonly isComplete: boolean;
}

/**
 * The statement that made an entry. `span` is live: it moves with the statement when text before it changes, while the
 * object stays the same; read it when it is shown, not before.
 */
export interface Origin {
  readonly file: string;
  /** Offsets in that file, of the whole statement. */
  readonly span: Span;
}

export type Relation = Table | View;

export interface Table {
  readonly kind: 'table';
  readonly name: QualifiedName;
  readonly columns: List<Column>;
  readonly constraints: List<Constraint>;
  readonly indexes: List<Index>;
  readonly temporary: boolean;
  readonly unlogged: boolean;
  readonly partitionBy?: { readonly strategy: string; readonly columns: readonly string[] };
  /** The table it is a partition of. */
  readonly partitionOf?: QualifiedName;
  readonly bound?: PartitionBound;
  readonly partitions: List<PartitionName>;
  readonly inherits: readonly QualifiedName[];
  /** CREATE TABLE … OF type. */
  readonly ofType?: QualifiedName;
  readonly origin: Origin;
  /** The statement's file created it, and nothing has put rows into it since: its locks harm nobody. */
  readonly createdInFile: string;
  readonly hasRows: boolean;
  /** Columns are not all known (CREATE TABLE AS, LIKE or INHERITS of an unknown table, or first seen in an ALTER). */
  readonly isPartial: boolean;
  /** From a live snapshot. */
  readonly estimatedRows?: number;
  readonly estimatedBytes?: number;
}

/** A partition as its parent knows it: which is the default one is told without a look at thousands of others. */
export interface PartitionName extends QualifiedName {
  readonly isDefault?: true;
}

export interface Column {
  readonly name: string;
  readonly type?: TypeName;
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly identity?: 'always' | 'by-default';
  readonly generated?: 'stored' | 'virtual';
  readonly origin: Origin;
}

export interface Constraint {
  /** The server's default name where the statement gives none. */
  readonly name: string;
  readonly definition: ConstraintDefinition;
  /** NOT VALID until validated. */
  readonly valid: boolean;
  readonly origin: Origin;
}

export interface Index {
  readonly name: string;
  readonly elements: readonly IndexElement[];
  readonly unique: boolean;
  readonly method: string;
  readonly partial: boolean;
  /** The predicate of a partial index. */
  readonly where?: Expression;
  /** The constraint that owns it. */
  readonly constraint?: string;
  readonly origin: Origin;
}

export interface View {
  readonly kind: 'view' | 'materialized-view';
  readonly name: QualifiedName;
  readonly columns: readonly string[];
  /** Materialized views can have them. */
  readonly indexes: List<Index>;
  /** Relations that its query reads. */
  readonly reads: readonly QualifiedName[];
  /** Names of columns that its query uses, whichever relation they are of. */
  readonly uses: readonly string[];
  readonly origin: Origin;
  readonly createdInFile: string;
}

export interface UserType {
  readonly name: QualifiedName;
  readonly form: 'enum' | 'composite' | 'range' | 'domain' | 'other';
  readonly values: readonly string[];
  readonly baseType?: TypeName;
  /** A domain with NOT NULL or CHECK: adding a column of it rewrites the table (measured 11–18). */
  readonly constrained: boolean;
  /** Domains: names of their CHECK constraints, and NOT NULL. */
  readonly domainConstraints?: readonly string[];
  readonly notNull?: boolean;
  readonly origin: Origin;
}

export interface UserFunction {
  readonly name: QualifiedName;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  /** `sql`, `plpgsql` …, where it is said. */
  readonly language?: string;
  readonly origin: Origin;
}

/**
 * What the statements so far have done to the session: replayed like the catalog, statement by statement.
 * Every script starts with a session of its own.
 */
export interface SessionState {
  /** An explicit BEGIN is open in the script; undefined otherwise. */
  readonly explicitTransaction?: { readonly begin: Origin };
  /** Inside a transaction: explicit, or the tool's own (script scope `file` or `run`, unless a COMMIT ended it). */
  readonly inTransaction: boolean;
  /** Parameters set and in force, by lower-case name: `lock_timeout` → '5s'. SET LOCAL ends with the transaction. */
  readonly parameters: ReadonlyMap<string, SessionParameter>;
  /** A statement that takes a strong lock (see `locksInTransaction`) has already run without lock_timeout in this session. */
  readonly lockedWithoutTimeout: boolean;
  /** Where this constraint was added NOT VALID, if in the transaction that is still open. */
  notValidInTransaction(table: QualifiedName, constraint: string): Origin | undefined;
  /** ShareLock and stronger, taken in the open transaction on relations that others may be using. */
  locksInTransaction(): readonly HeldLock[];
}

export interface SessionParameter {
  readonly value: string;
  readonly scope: 'session' | 'local';
}

export interface HeldLock {
  readonly table: QualifiedName;
  readonly lock: LockMode;
  readonly origin: Origin;
}

/** Whether the lock on this table can hurt anybody: it is new in this file and still empty, or temporary. */
export function isHarmlessTarget(relation: Relation | undefined, file: string): boolean {
  if (!relation) return false;
  if (relation.kind !== 'table') return relation.createdInFile === file;
  return relation.temporary || (relation.createdInFile === file && !relation.hasRows);
}
