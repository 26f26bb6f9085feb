import type { Span } from '../../model/span.ts';
import { argument, booleanOf, type HostCall, lastOf, stringOf } from '../host/value.ts';

/** `Statement.handle` of this tool: where the operation stands that a statement comes from. */
export interface CallHandle {
  /** `AddIndex`, `RunSQL` … */
  readonly operation: string;
  readonly span: Span;
  readonly calleeSpan: Span;
  /** The class as the file calls it: `migrations.AddIndex`. */
  readonly callee: string;
  readonly modelName?: string;
  /** AddField, AlterField: the field's name and the call that makes it. */
  readonly fieldName?: string;
  readonly field?: Span;
  /** The values of the field's named arguments. */
  readonly fieldArguments: ReadonlyMap<string, Span>;
  /** `preserve_default=False`: the field's default is for the rows that are there and no part of the model. */
  readonly dropsDefault: boolean;
  /** For SQL inside an operation: the string (or the name of one) that holds it, and its quotes. */
  readonly sql?: Span;
  readonly quote?: string;
  /** The SQL is sent by a function, not by the operation itself. */
  readonly isInFunction: boolean;
}

/** The handle of a statement of `operation` whose SQL, if any, is an argument of `call`. */
export function handleOf(operation: HostCall, call: HostCall): CallHandle {
  const field = argument(operation, 'field', 2);
  return {
    operation: lastOf(operation.callee),
    span: operation.span,
    calleeSpan: operation.calleeSpan,
    callee: operation.callee,
    modelName: stringOf(argument(operation, 'model_name', 0)),
    fieldName: field && stringOf(argument(operation, 'name', 1)),
    field: field?.kind === 'call' ? field.span : undefined,
    fieldArguments: new Map(field?.kind === 'call' ? field.named.map(({ name, value }) => [name, value.span]) : []),
    dropsDefault: booleanOf(argument(operation, 'preserve_default', 3)) === false,
    isInFunction: call !== operation,
  };
}
