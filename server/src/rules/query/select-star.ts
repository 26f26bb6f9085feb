import { quoteName } from '../../dialects/postgres/quoteName.ts';
import { displayName } from '../../model/names.ts';
import type { SelectQuery, SelectTarget, TableReference } from '../../model/query.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import type { Statement } from '../../model/script.ts';
import { fromItems } from '../../model/walk.ts';
import { defineRule, type StatementContext } from '../rule.ts';
import { aliasOf, commonNames } from '../support/columnSource.ts';

function check(statement: Statement, context: StatementContext): void {
  // PL/pgSQL reads rows into record variables, which follow the table.
  if (statement.inBodyOf) return;
  const view = statement.reading.operations.find((operation) => operation.kind === 'create-view');
  const isCopy = statement.reading.operations.some(({ kind }) => kind === 'create-table' || kind === 'copy');
  if (isCopy) return;
  const outermost = view?.kind === 'create-view' ? [view.query] : statement.reading.queries;
  const common = commonNames(statement);
  for (const query of outermost) {
    if (query?.kind === 'select') checkSelect(query, common, view !== undefined, context);
  }
}

function checkSelect(
  query: SelectQuery,
  common: ReadonlySet<string>,
  isView: boolean,
  context: StatementContext,
): void {
  if (query.setOperation) {
    checkSelect(query.setOperation.left, common, isView, context);
    checkSelect(query.setOperation.right, common, isView, context);
    return;
  }
  // A view of one whole table is a name for it; LIMIT 0 asks for nothing but the columns.
  if ((isView && isWholeTable(query)) || (query.limit?.kind === 'constant' && query.limit.value === 0)) return;
  for (const target of query.targets) {
    // `TABLE users` says so on purpose, and has no star to put columns for.
    const isWritten = context.statement.text[target.expression.span.end - 1] === '*';
    const table = isWritten ? starTable(target, query, common) : undefined;
    if (table) report(target, table, query, isView, context);
  }
}

function isWholeTable(query: SelectQuery): boolean {
  return query.from.length === 1 && query.from[0]?.kind === 'table' && query.targets.length === 1 && !query.where;
}

/** The table whose columns the star stands for; undefined for no star, or one over a CTE, a subquery or a function. */
function starTable(
  { expression }: SelectTarget,
  query: SelectQuery,
  common: ReadonlySet<string>,
): TableReference | undefined {
  if (expression.kind !== 'star') return undefined;
  const isCommon = (item: TableReference) => !item.name.schema && common.has(item.name.name);
  return fromItems(query).find(
    (item): item is TableReference =>
      item.kind === 'table' &&
      !isCommon(item) &&
      (expression.table === undefined || aliasOf(item) === expression.table),
  );
}

function report(
  target: SelectTarget,
  table: TableReference,
  query: SelectQuery,
  isView: boolean,
  context: StatementContext,
): void {
  const name = displayName(table.name);
  context.report({
    span: target.expression.span,
    message: isView
      ? `* is fixed to the columns ${name} has today: new ones do not show in the view, and none of them can be dropped any more. List the columns that the view is for.`
      : `* fetches every column of ${name}, wide ones and those added later too, and rules out index-only scans. List the columns that the code reads.`,
    rewrites: expand(target, table, query, context),
  });
}

/** The columns instead of the star, where the schema knows them and they are those of one table. */
function expand(target: SelectTarget, table: TableReference, query: SelectQuery, context: StatementContext): Rewrite[] {
  const relation = context.catalog.relation(table.name);
  const { expression } = target;
  if (expression.kind !== 'star' || relation?.kind !== 'table' || relation.isPartial) return [];
  if (expression.table === undefined && fromItems(query).length > 1) return [];
  const prefix = expression.table === undefined ? '' : `${quoteName(expression.table)}.`;
  const newText = relation.columns.map((column) => prefix + quoteName(column.name)).join(', ');
  if (newText === '') return [];
  const edit = { span: expression.span, newText };
  return [{ title: `List the columns of ${displayName(table.name)}`, safety: 'review', sql: { edits: [edit] } }];
}

export default defineRule({
  id: 'select-star',
  category: 'query',
  title: 'SELECT * from a table',
  severity: 'info',
  dialects: ['postgresql'],
  preset: 'strict',
  statement: check,
});
