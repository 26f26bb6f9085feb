import type { Expression } from './expression.ts';
import type { QualifiedName, TypeName } from './names.ts';
import type { PartitionBound } from './partitionBound.ts';
import type { Query } from './query.ts';
import type { Span } from './span.ts';
import type { ColumnDefinition, ConstraintDefinition } from './tableDefinition.ts';

/** CREATE, DROP and ALTER TABLE. */

export interface OperationBase {
  /** The whole operation: the command, or the one action of an ALTER TABLE. */
  readonly span: Span;
  /** The smallest part that names what is done, to underline; `span` where absent. */
  readonly focus?: Span;
}

export interface CreateTable extends OperationBase {
  readonly kind: 'create-table';
  readonly table: QualifiedName;
  readonly tableSpan: Span;
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly ConstraintDefinition[];
  readonly ifNotExists: boolean;
  readonly temporary: boolean;
  readonly unlogged: boolean;
  readonly like: readonly { readonly table: QualifiedName; readonly options: readonly string[] }[];
  readonly inherits: readonly QualifiedName[];
  readonly partitionBy?: { readonly strategy: string; readonly columns: readonly string[] };
  readonly partitionOf?: { readonly parent: QualifiedName; readonly bound: PartitionBound };
  /** CREATE TABLE AS, SELECT INTO. */
  readonly query?: Query;
  readonly ofType?: QualifiedName;
}

export interface DropTable extends OperationBase {
  readonly kind: 'drop-table';
  readonly tables: readonly QualifiedName[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

export interface RenameTable extends OperationBase {
  readonly kind: 'rename-table';
  readonly table: QualifiedName;
  readonly to: QualifiedName;
  /** True for ALTER TABLE … SET SCHEMA. */
  readonly setSchema?: boolean;
}

export interface TableAction extends OperationBase {
  readonly table: QualifiedName;
  readonly tableSpan?: Span;
  /** ALTER TABLE IF EXISTS. */
  readonly tableIfExists?: boolean;
  /** ALTER TABLE ONLY. */
  readonly only?: boolean;
}

/** ALTER TABLE actions on the table itself. */
export interface SetTableOption extends TableAction {
  readonly kind: 'set-table-option';
  readonly option:
    | 'logged'
    | 'unlogged'
    | 'tablespace'
    | 'access-method'
    | 'storage-parameters'
    | 'cluster-on'
    | 'replica-identity'
    | 'row-level-security'
    | 'owner'
    | 'inherit'
    | 'without-oids'
    | 'trigger'
    | 'rule'
    | 'other';
  /** Names of storage parameters; the access method; the parent of INHERIT …, after `no inherit` where it is NO INHERIT. */
  readonly names: readonly string[];
  readonly parent?: QualifiedName;
}

export interface AddColumn extends TableAction {
  readonly kind: 'add-column';
  readonly column: ColumnDefinition;
  readonly ifNotExists: boolean;
}

export interface DropColumn extends TableAction {
  readonly kind: 'drop-column';
  readonly column: string;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

export interface RenameColumn extends TableAction {
  readonly kind: 'rename-column';
  readonly column: string;
  readonly to: string;
}

export interface AlterColumnType extends TableAction {
  readonly kind: 'alter-column-type';
  readonly column: string;
  readonly type: TypeName;
  readonly using?: Expression;
  readonly collation?: QualifiedName;
}

export interface AlterColumn extends TableAction {
  readonly kind: 'alter-column';
  readonly column: string;
  readonly action:
    | 'set-not-null'
    | 'drop-not-null'
    | 'set-default'
    | 'drop-default'
    | 'add-identity'
    | 'set-identity'
    | 'drop-identity'
    | 'set-expression'
    | 'drop-expression'
    | 'set-statistics'
    | 'set-storage'
    | 'set-compression'
    | 'set-options';
  readonly default?: Expression;
}

export interface AddConstraint extends TableAction {
  readonly kind: 'add-constraint';
  readonly constraint: ConstraintDefinition;
}

export interface DropConstraint extends TableAction {
  readonly kind: 'drop-constraint';
  readonly name: string;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

export interface ValidateConstraint extends TableAction {
  readonly kind: 'validate-constraint';
  readonly name: string;
}

export interface AlterConstraint extends TableAction {
  readonly kind: 'alter-constraint';
  readonly name: string;
  readonly enforced?: boolean;
}

export interface RenameConstraint extends TableAction {
  readonly kind: 'rename-constraint';
  readonly name: string;
  readonly to: string;
}
