import type { ColumnReference, Expression, LikeTest } from '../../model/expression.ts';
import { displayName, type QualifiedName } from '../../model/names.ts';
import type { Query } from '../../model/query.ts';
import { fromItems, walkExpression } from '../../model/walk.ts';
import { defineRule, type StatementContext } from '../rule.ts';
import { columnSource } from '../support/columnSource.ts';

function isSystemTable({ schema, name }: QualifiedName): boolean {
  return schema === 'pg_catalog' || schema === 'information_schema' || (schema === undefined && name.startsWith('pg_'));
}

function check(query: Query, context: StatementContext): void {
  if (runsOnce(context)) return;
  for (const condition of conditions(query)) {
    walkExpression(condition, (expression) => {
      if (expression.kind === 'like') checkLike(expression, query, context);
    });
  }
}

/** A statement of a migration is run once: a scan there costs nothing later. What a view or function holds is run again. */
function runsOnce({ script, statement }: StatementContext): boolean {
  const holder = statement.inBodyOf ?? statement;
  const isKept = holder.reading.operations.some(({ kind }) => kind === 'create-view' || kind === 'create-function');
  return script.isMigration && !isKept;
}

function conditions(query: Query): Expression[] {
  const joins = fromItems(query).map((item) => (item.kind === 'join' ? item.on : undefined));
  const where = 'where' in query ? query.where : undefined;
  return [...joins, where].filter((condition) => condition !== undefined);
}

function checkLike(test: LikeTest, query: Query, context: StatementContext): void {
  const { pattern } = test;
  const start = startOf(pattern);
  if (test.negated || test.operator === 'similar' || !start || !/^[%_]/.test(start)) return;
  // A pattern of wildcards alone looks for nothing.
  if (pattern.kind === 'constant' && /^[%_]+$/.test(start)) return;
  const column = columnIn(test.operand);
  const source = column && columnSource(column, query, context);
  if (!source || isSystemTable(source.reference.name)) return;
  const hasTrigrams = source.table?.indexes.some((index) =>
    index.elements.some(
      ({ operatorClass, ...element }) => /trgm_ops$/.test(operatorClass ?? '') && element.column === column.name,
    ),
  );
  if (hasTrigrams) return;
  const table = displayName(source.reference.name);
  const all = conditions(query);
  const rows =
    all.length === 1 && all[0] === test
      ? `every row of ${table}`
      : `every row of ${table} that the other conditions leave`;
  context.report({
    span: pattern.span,
    message: `No B-tree index can find a pattern that starts with ${start[0]}, so ${rows} is read. A GIN index on ${column.name} with gin_trgm_ops (extension pg_trgm) serves it; whole words are better off with full-text search.`,
  });
}

/** The text that the pattern begins with, where it is written: `'%x'`, `'%' || $1`, `concat('%', $1)`. */
function startOf(pattern: Expression): string | undefined {
  if (pattern.kind === 'constant') return typeof pattern.value === 'string' ? pattern.value : undefined;
  const first =
    pattern.kind === 'operator' && pattern.operator === '||'
      ? pattern.left
      : pattern.kind === 'function' && pattern.name.name === 'concat'
        ? pattern.arguments[0]
        : pattern.kind === 'cast'
          ? pattern.operand
          : undefined;
  return first && startOf(first);
}

/** `column`, `lower(column)`, `column::text`. */
function columnIn(operand: Expression): ColumnReference | undefined {
  if (operand.kind === 'column') return operand;
  if (operand.kind === 'cast') return columnIn(operand.operand);
  const [argument] = operand.kind === 'function' ? operand.arguments : [];
  return argument && columnIn(argument);
}

export default defineRule({
  id: 'leading-wildcard-like',
  category: 'query',
  title: 'LIKE with a wildcard at the start',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'recommended',
  query: check,
});
