import type { Expression } from './expression.ts';
import type { QualifiedName, TypeName } from './names.ts';
import type { PartitionBound } from './partitionBound.ts';
import type { Query } from './query.ts';
import type { ConstraintDefinition } from './tableDefinition.ts';
import type {
  AddColumn,
  AddConstraint,
  AlterColumn,
  AlterColumnType,
  AlterConstraint,
  CreateTable,
  DropColumn,
  DropConstraint,
  DropTable,
  OperationBase,
  RenameColumn,
  RenameConstraint,
  RenameTable,
  SetTableOption,
  TableAction,
  ValidateConstraint,
} from './tableOperation.ts';

export type * from './tableDefinition.ts';
export type * from './tableOperation.ts';

/**
 * A dialect- and tool-neutral schema change or data change, named after the SQL command.
 * One `ALTER TABLE` with three actions is three operations of the same statement.
 * Every span is relative to the statement's `text`.
 */
export type Operation =
  | CreateTable
  | DropTable
  | RenameTable
  | SetTableOption
  | AddColumn
  | DropColumn
  | RenameColumn
  | AlterColumnType
  | AlterColumn
  | AddConstraint
  | DropConstraint
  | ValidateConstraint
  | AlterConstraint
  | RenameConstraint
  | CreateIndex
  | DropIndex
  | AlterIndex
  | Reindex
  | AttachPartition
  | DetachPartition
  | TriggerOperation
  | PolicyOrRuleOperation
  | CreateView
  | AlterView
  | DropView
  | RefreshMaterializedView
  | CreateType
  | AlterType
  | AlterDomain
  | SequenceOperation
  | SchemaOperation
  | CreateFunction
  | DropObject
  | StatisticsOperation
  | Comment
  | Truncate
  | Vacuum
  | Analyze
  | Cluster
  | LockTable
  | DataOperation
  | SetParameter
  | TransactionControl
  | OtherCommand;

export type OperationKind = Operation['kind'];
export type OperationOf<Kind extends OperationKind> = WithKind<Operation, Kind>;
type WithKind<Each, Kind> = Each extends { readonly kind: infer Own }
  ? [Extract<Own, Kind>] extends [never]
    ? never
    : Each
  : never;

export interface IndexElement {
  /** Column name, or undefined for an expression. */
  readonly column?: string;
  readonly expression?: Expression;
  readonly descending?: boolean;
  readonly nullsFirst?: boolean;
  readonly operatorClass?: string;
}

export interface CreateIndex extends OperationBase {
  readonly kind: 'create-index';
  /** Undefined where the server chooses the name. */
  readonly name?: string;
  readonly table: QualifiedName;
  readonly elements: readonly IndexElement[];
  readonly include: readonly string[];
  readonly unique: boolean;
  readonly concurrently: boolean;
  readonly ifNotExists: boolean;
  readonly only: boolean;
  /** `btree`, `gin` …, lower case. */
  readonly method: string;
  readonly where?: Expression;
  readonly nullsNotDistinct: boolean;
}

export interface DropIndex extends OperationBase {
  readonly kind: 'drop-index';
  readonly indexes: readonly QualifiedName[];
  /** Where the tool's API names the table (Django, TypeORM, MySQL). */
  readonly table?: QualifiedName;
  readonly concurrently: boolean;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

export interface AlterIndex extends OperationBase {
  readonly kind: 'alter-index';
  readonly index: QualifiedName;
  readonly action: 'rename' | 'set-options' | 'set-statistics' | 'attach-partition' | 'set-tablespace';
  readonly to?: string;
  /** ATTACH PARTITION: the index of the partition. */
  readonly partition?: QualifiedName;
}

export interface Reindex extends OperationBase {
  readonly kind: 'reindex';
  readonly target: 'index' | 'table' | 'schema' | 'database' | 'system';
  readonly name?: QualifiedName;
  readonly concurrently: boolean;
}

export interface AttachPartition extends TableAction {
  readonly kind: 'attach-partition';
  readonly partition: QualifiedName;
  readonly bound: PartitionBound;
}

export interface DetachPartition extends TableAction {
  readonly kind: 'detach-partition';
  readonly partition: QualifiedName;
  readonly concurrently: boolean;
  readonly finalize: boolean;
}

export interface TriggerOperation extends OperationBase {
  readonly kind: 'trigger';
  readonly action: 'create' | 'drop' | 'rename' | 'enable' | 'disable';
  readonly table: QualifiedName;
  readonly name?: string;
}

export interface PolicyOrRuleOperation extends OperationBase {
  readonly kind: 'policy' | 'rule';
  readonly action: 'create' | 'alter' | 'drop' | 'enable' | 'disable' | 'rename';
  readonly table: QualifiedName;
  readonly name?: string;
}

export interface CreateView extends OperationBase {
  readonly kind: 'create-view';
  readonly view: QualifiedName;
  readonly materialized: boolean;
  readonly orReplace: boolean;
  readonly query?: Query;
  readonly columns?: readonly string[];
}

export interface AlterView extends OperationBase {
  readonly kind: 'alter-view';
  readonly view: QualifiedName;
  readonly materialized: boolean;
  readonly action: 'rename' | 'set-schema' | 'other';
  readonly to?: QualifiedName;
}

export interface DropView extends OperationBase {
  readonly kind: 'drop-view';
  readonly views: readonly QualifiedName[];
  readonly materialized: boolean;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

export interface RefreshMaterializedView extends OperationBase {
  readonly kind: 'refresh-materialized-view';
  readonly view: QualifiedName;
  readonly concurrently: boolean;
  readonly withNoData: boolean;
}

export interface CreateType extends OperationBase {
  readonly kind: 'create-type';
  readonly type: QualifiedName;
  readonly form: 'enum' | 'composite' | 'range' | 'domain' | 'other';
  readonly values?: readonly string[];
  /** Domain: base type and its constraints. */
  readonly baseType?: TypeName;
  readonly notNull?: boolean;
  readonly constraints?: readonly ConstraintDefinition[];
}

export interface AlterType extends OperationBase {
  readonly kind: 'alter-type';
  readonly type: QualifiedName;
  readonly action: 'add-value' | 'rename-value' | 'rename' | 'set-schema' | 'attribute' | 'other';
  readonly value?: string;
  readonly to?: string;
  readonly cascade?: boolean;
}

export interface AlterDomain extends OperationBase {
  readonly kind: 'alter-domain';
  readonly domain: QualifiedName;
  readonly action:
    | 'add-constraint'
    | 'validate-constraint'
    | 'drop-constraint'
    | 'set-not-null'
    | 'drop-not-null'
    | 'other';
  readonly notValid?: boolean;
  readonly name?: string;
}

export interface SequenceOperation extends OperationBase {
  readonly kind: 'sequence';
  readonly action: 'create' | 'alter' | 'drop' | 'rename';
  readonly sequence: QualifiedName;
  readonly to?: string;
  readonly cascade?: boolean;
}

export interface SchemaOperation extends OperationBase {
  readonly kind: 'schema';
  readonly action: 'create' | 'drop' | 'rename';
  readonly name: string;
  readonly to?: string;
  readonly cascade?: boolean;
}

export interface CreateFunction extends OperationBase {
  readonly kind: 'create-function';
  readonly function: QualifiedName;
  readonly language?: string;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly isProcedure: boolean;
}

/** DROP of what has no kind of its own. */
export interface DropObject extends OperationBase {
  readonly kind: 'drop-object';
  /** `type`, `function`, `sequence`, `extension`, `domain`, `database` …, lower case. */
  readonly objectType: string;
  readonly names: readonly QualifiedName[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

export interface StatisticsOperation extends OperationBase {
  readonly kind: 'statistics';
  readonly action: 'create' | 'alter' | 'drop';
  readonly name?: QualifiedName;
  readonly table?: QualifiedName;
}

export interface Comment extends OperationBase {
  readonly kind: 'comment';
  readonly objectType: string;
  readonly table?: QualifiedName;
  readonly column?: string;
}

export interface Truncate extends OperationBase {
  readonly kind: 'truncate';
  readonly tables: readonly QualifiedName[];
  readonly cascade: boolean;
}

export interface Vacuum extends OperationBase {
  readonly kind: 'vacuum';
  readonly tables: readonly QualifiedName[];
  readonly full: boolean;
}

export interface Analyze extends OperationBase {
  readonly kind: 'analyze';
  readonly tables: readonly QualifiedName[];
}

export interface Cluster extends OperationBase {
  readonly kind: 'cluster';
  /** Undefined: every clustered table of the database. */
  readonly table?: QualifiedName;
  readonly index?: string;
}

export interface LockTable extends OperationBase {
  readonly kind: 'lock-table';
  readonly tables: readonly QualifiedName[];
  /** PostgreSQL's name: `ACCESS EXCLUSIVE` … */
  readonly mode: string;
  readonly noWait: boolean;
}

/** INSERT, UPDATE, DELETE, MERGE, COPY, SELECT: what takes row locks and fills tables. */
export interface DataOperation extends OperationBase {
  readonly kind: 'insert' | 'update' | 'delete' | 'merge' | 'copy' | 'select';
  /** Tables written. */
  readonly tables: readonly QualifiedName[];
  /** Tables read. */
  readonly reads: readonly QualifiedName[];
  readonly query?: Query;
  /** COPY … FROM writes; COPY … TO reads. SELECT … FOR UPDATE locks rows. */
  readonly locksRows?: boolean;
  /** The rows come from a query, not from a VALUES list. */
  readonly fromQuery?: boolean;
}

/** Whether operations of the kind read and change rows, and nothing else. */
export function isOfRows(kind: OperationKind): kind is DataOperation['kind'] {
  switch (kind) {
    case 'select':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'copy':
      return true;
    default:
      return false;
  }
}

/** The tables that have rows after the operation because of it. */
export function filledTables(operation: Operation): readonly QualifiedName[] {
  switch (operation.kind) {
    case 'insert':
    case 'update':
    case 'merge':
    case 'copy':
      return operation.tables;
    default:
      return noTables;
  }
}

const noTables: readonly QualifiedName[] = [];

export interface SetParameter extends OperationBase {
  readonly kind: 'set-parameter';
  /** Lower case: `lock_timeout`, `search_path` … */
  readonly name: string;
  /** As text (`'5s'`, `5000`, `default`); undefined for RESET. */
  readonly value?: string;
  /** `function`: through set_config(). */
  readonly scope: 'session' | 'local';
  readonly reset?: boolean;
}

export interface TransactionControl extends OperationBase {
  readonly kind: 'transaction';
  readonly action: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback-to' | 'prepare' | 'other';
  /** Of SAVEPOINT, RELEASE and ROLLBACK TO. */
  readonly savepoint?: string;
}

export interface OtherCommand extends OperationBase {
  readonly kind: 'other';
  /** The node or command name: `CreateRoleStmt`, `grant` … */
  readonly command: string;
  readonly tables?: readonly QualifiedName[];
  /** Cannot run inside a transaction block (CREATE DATABASE, ALTER SYSTEM …). */
  readonly forbidsTransaction?: boolean;
}
