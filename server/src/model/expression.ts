import type { QualifiedName, TypeName } from './names.ts';
import type { Query } from './query.ts';
import type { Span } from './span.ts';

/** A dialect-neutral expression. Spans are relative to the statement's text and cover the whole expression. */
export type Expression =
  | ColumnReference
  | Star
  | Constant
  | Parameter
  | FunctionCall
  | Operator
  | Logical
  | NullTest
  | InTest
  | LikeTest
  | SubqueryExpression
  | Cast
  | OtherExpression;

interface ExpressionBase {
  readonly span: Span;
}

export interface ColumnReference extends ExpressionBase {
  readonly kind: 'column';
  readonly table?: string;
  readonly schema?: string;
  readonly name: string;
}

export interface Star extends ExpressionBase {
  readonly kind: 'star';
  readonly table?: string;
}

export interface Constant extends ExpressionBase {
  readonly kind: 'constant';
  readonly type: 'null' | 'boolean' | 'number' | 'string';
  readonly value: string | number | boolean | null;
}

/** `$1`, `?`, `:name`, `${placeholder}`: a value that the text does not tell. */
export interface Parameter extends ExpressionBase {
  readonly kind: 'parameter';
}

export interface FunctionCall extends ExpressionBase {
  readonly kind: 'function';
  readonly name: QualifiedName;
  readonly arguments: readonly Expression[];
  readonly distinct?: boolean;
  /** SQL keywords that behave as functions: `current_timestamp`, `coalesce`, `greatest` … come under their lower-case name. */
}

/** Comparison and arithmetic: `=`, `<>`, `+`, `||`, `~` … A missing left side is a prefix operator. */
export interface Operator extends ExpressionBase {
  readonly kind: 'operator';
  readonly operator: string;
  readonly left?: Expression;
  readonly right?: Expression;
  /** `= ANY (…)`, `= ALL (…)`. */
  readonly quantifier?: 'any' | 'all';
}

export interface Logical extends ExpressionBase {
  readonly kind: 'and' | 'or' | 'not';
  readonly operands: readonly Expression[];
}

export interface NullTest extends ExpressionBase {
  readonly kind: 'is-null';
  readonly operand: Expression;
  readonly negated: boolean;
}

export interface InTest extends ExpressionBase {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly list?: readonly Expression[];
  readonly query?: Query;
}

export interface LikeTest extends ExpressionBase {
  readonly kind: 'like';
  readonly operator: 'like' | 'ilike' | 'similar';
  readonly negated: boolean;
  readonly operand: Expression;
  readonly pattern: Expression;
}

/** `(SELECT …)` as a value, `EXISTS (SELECT …)`, `ARRAY(SELECT …)`. */
export interface SubqueryExpression extends ExpressionBase {
  readonly kind: 'subquery';
  readonly form: 'scalar' | 'exists' | 'array' | 'quantified';
  readonly query: Query;
  /** The left side of `= ANY (SELECT …)`. */
  readonly operand?: Expression;
}

export interface Cast extends ExpressionBase {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly type: TypeName;
}

/** CASE, ROW, ARRAY, window definitions …: what no rule looks into yet; its parts still can be walked. */
export interface OtherExpression extends ExpressionBase {
  readonly kind: 'other';
  readonly form: string;
  readonly children: readonly Expression[];
}
