import type { Operation } from '../../model/operation.ts';
import type { RewriteStep } from '../../model/rewrite.ts';
import type { OperationContext } from '../rule.ts';
import { inOrder } from './inOrder.ts';
import { isSql } from './sourceText.ts';

/** An ALTER TABLE taken apart around one of its actions: statements with semicolon, in the author's words. */
export interface AlterTableParts {
  /** The actions before it, at most one statement. */
  readonly before: readonly string[];
  /** The action alone. */
  readonly action: string;
  /** The actions after it, at most one statement. */
  readonly after: readonly string[];
}

/** The parts around the operation of the context; undefined where the statement is not an ALTER TABLE in SQL. */
export function alterTableParts(context: OperationContext): AlterTableParts | undefined {
  const { operations } = context.statement.reading;
  const first = operations[0];
  const at = operations.indexOf(context.operation);
  if (!isSql(context) || !first || at < 0) return undefined;
  const head = context.textOf({ start: 0, end: first.span.start });
  if (!/^alter\s/i.test(head)) return undefined;
  const join = (actions: readonly Operation[]) =>
    actions.length === 0 ? [] : [`${head}${actions.map((action) => context.textOf(action.span)).join(', ')};`];
  return {
    before: join(operations.slice(0, at)),
    action: `${head}${context.textOf(context.operation.span)};`,
    after: join(operations.slice(at + 1)),
  };
}

/**
 * Steps instead of the context's action of an ALTER TABLE, the other actions kept before and after them. For a call of a tool's API
 * the steps alone; undefined where the statement cannot be taken apart.
 */
export function stepsInstead(
  steps: readonly RewriteStep[],
  context: OperationContext,
): readonly RewriteStep[] | undefined {
  if (!isSql(context)) return inOrder(steps);
  const parts = alterTableParts(context);
  if (!parts) return undefined;
  const rest = (sql: readonly string[], name: string): RewriteStep[] =>
    sql.length > 0 ? [{ sql, transaction: 'any', name }] : [];
  return inOrder([...rest(parts.before, 'prepare'), ...steps, ...rest(parts.after, 'finish')]);
}
