import type { Expression } from './expression.ts';
import type { QualifiedName } from './names.ts';
import type { Span } from './span.ts';

/** A dialect-neutral query: what the query rules read. Spans are relative to the statement's text. */
export type Query = SelectQuery | InsertQuery | UpdateQuery | DeleteQuery | MergeQuery;

interface QueryBase {
  readonly span: Span;
  readonly with: readonly CommonTableExpression[];
}

export interface CommonTableExpression {
  readonly name: string;
  readonly query: Query;
  readonly recursive: boolean;
}

export interface SelectQuery extends QueryBase {
  readonly kind: 'select';
  readonly targets: readonly SelectTarget[];
  readonly from: readonly FromItem[];
  readonly where?: Expression;
  readonly groupBy: readonly Expression[];
  readonly having?: Expression;
  readonly orderBy: readonly Expression[];
  readonly distinct: boolean;
  readonly limit?: Expression;
  readonly offset?: Expression;
  /** `FOR UPDATE`, `FOR SHARE` …, lower case. */
  readonly locking?: string;
  /** `VALUES (…), (…)`: the rows. */
  readonly values?: readonly (readonly Expression[])[];
  readonly setOperation?: {
    readonly operator: 'union' | 'intersect' | 'except';
    readonly all: boolean;
    readonly left: SelectQuery;
    readonly right: SelectQuery;
  };
}

export interface SelectTarget {
  readonly expression: Expression;
  readonly alias?: string;
  readonly span: Span;
}

export interface InsertQuery extends QueryBase {
  readonly kind: 'insert';
  readonly table: TableReference;
  /** Empty where the statement names none. */
  readonly columns: readonly string[];
  readonly source?: SelectQuery;
  readonly onConflict?: 'nothing' | 'update';
  readonly returning: readonly SelectTarget[];
}

export interface UpdateQuery extends QueryBase {
  readonly kind: 'update';
  readonly table: TableReference;
  readonly assignments: readonly { readonly column: string; readonly value: Expression; readonly span: Span }[];
  readonly from: readonly FromItem[];
  readonly where?: Expression;
  readonly returning: readonly SelectTarget[];
}

export interface DeleteQuery extends QueryBase {
  readonly kind: 'delete';
  readonly table: TableReference;
  readonly using: readonly FromItem[];
  readonly where?: Expression;
  readonly returning: readonly SelectTarget[];
}

export interface MergeQuery extends QueryBase {
  readonly kind: 'merge';
  readonly table: TableReference;
  readonly source: FromItem;
  readonly on: Expression;
}

export type FromItem = TableReference | DerivedTable | Join | FunctionSource;

export interface TableReference {
  readonly kind: 'table';
  readonly name: QualifiedName;
  readonly alias?: string;
  readonly only?: boolean;
  readonly span: Span;
}

export interface DerivedTable {
  readonly kind: 'derived';
  readonly query: Query;
  readonly alias?: string;
  readonly lateral: boolean;
  readonly span: Span;
}

export interface Join {
  readonly kind: 'join';
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross';
  readonly left: FromItem;
  readonly right: FromItem;
  readonly on?: Expression;
  readonly using?: readonly string[];
  readonly natural?: boolean;
  readonly span: Span;
}

export interface FunctionSource {
  readonly kind: 'function';
  readonly call: Expression;
  readonly alias?: string;
  readonly span: Span;
}
