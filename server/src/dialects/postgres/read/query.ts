import type {
  DeleteStmt,
  InsertStmt,
  MergeStmt,
  Node,
  RangeVar,
  SelectStmt,
  UpdateStmt,
  WithClause,
} from '@pgsql/types';
import type { CommonTableExpression, Query, SelectQuery, SelectTarget, UpdateQuery } from '../../../model/query.ts';
import type { Span } from '../../../model/span.ts';
import { readExpression, readExpressions } from './expression.ts';
import { FromReader, readTable } from './from.ts';
import { bodyOf, itemsOf } from './nodes.ts';
import type { Source } from './source.ts';
import { withParentheses } from './spans.ts';

/** Reads a query of the tree; `span` is where it stands, without parentheses around it. Undefined for other nodes. */
export function readQuery(node: Node | undefined, span: Span, source: Source): Query | undefined {
  return source.tables.scope(() => {
    const select = bodyOf(node, 'SelectStmt');
    if (select) return readSelect(select, span, source);
    const insert = bodyOf(node, 'InsertStmt');
    if (insert) return readInsert(insert, span, source);
    const update = bodyOf(node, 'UpdateStmt');
    if (update) return readUpdate(update, span, source);
    const remove = bodyOf(node, 'DeleteStmt');
    if (remove) return readDelete(remove, span, source);
    const merge = bodyOf(node, 'MergeStmt');
    if (merge) return readMerge(merge, span, source);
    return undefined;
  });
}

/** Reads SELECT, VALUES, TABLE and set operations. */
export function readSelect(select: SelectStmt, span: Span, source: Source): SelectQuery {
  const locking = bodyOf(select.lockingClause?.[0], 'LockingClause')?.strength;
  if (locking) source.tables.locksRows = true;
  // First, because it hides tables.
  const withTables = readWith(select.withClause, source);
  const rows = select.valuesLists?.map((row) => readExpressions(itemsOf(row), source));
  const setOperation = readSetOperation(select, span, source);
  return {
    kind: 'select',
    span,
    with: withTables,
    targets: readTargets(select.targetList, source, span),
    from: select.fromClause ? readFrom(select.fromClause, 'from', span, source) : [],
    groupBy: readExpressions(select.groupClause, source),
    orderBy: readExpressions(select.sortClause, source),
    distinct: select.distinctClause !== undefined,
    ...(select.whereClause ? { where: readExpression(select.whereClause, source) } : {}),
    ...(select.havingClause ? { having: readExpression(select.havingClause, source) } : {}),
    ...(select.limitCount ? { limit: readExpression(select.limitCount, source) } : {}),
    ...(select.limitOffset ? { offset: readExpression(select.limitOffset, source) } : {}),
    ...(locking ? { locking: lockingClauses[locking] ?? 'for update' } : {}),
    ...(rows ? { values: rows } : {}),
    ...(setOperation ? { setOperation } : {}),
  };
}

const lockingClauses: Readonly<Record<string, string>> = {
  LCS_FORKEYSHARE: 'for key share',
  LCS_FORSHARE: 'for share',
  LCS_FORNOKEYUPDATE: 'for no key update',
  LCS_FORUPDATE: 'for update',
};

function readFrom(nodes: readonly Node[], keyword: string, span: Span, source: Source) {
  return new FromReader(source, keyword, span).items(nodes);
}

/** `whole`: the query, which stands for the star of TABLE t. */
function readTargets(nodes: readonly Node[] | undefined, source: Source, whole?: Span): SelectTarget[] {
  const targets: SelectTarget[] = [];
  for (const node of nodes ?? []) {
    const target = bodyOf(node, 'ResTarget');
    if (!target?.val) continue;
    if (target.location === -1 && whole) {
      targets.push({ expression: { kind: 'star', span: whole }, span: whole });
      continue;
    }
    const expression = readExpression(target.val, source);
    const outer = withParentheses(source, expression.span);
    const start = Math.min(source.offset(target.location) ?? outer.start, outer.start);
    let end = outer.end;
    if (target.name) {
      let last = source.indexBefore(end) + 1;
      if (source.isWord(last, 'as')) last++;
      end = source.end(last);
    }
    targets.push({ expression, span: { start, end }, ...(target.name ? { alias: target.name } : {}) });
  }
  return targets;
}

function readWith(clause: WithClause | undefined, source: Source): CommonTableExpression[] {
  const found: CommonTableExpression[] = [];
  for (const node of clause?.ctes ?? []) {
    const table = bodyOf(node, 'CommonTableExpr');
    if (!table) continue;
    if (clause?.recursive) source.tables.hide(table.ctename ?? '');
    const name = source.indexOf(table.location);
    // CREATE RECURSIVE VIEW has a WITH that is not in the text.
    const open = name < 0 ? -1 : openingAfterAs(source, name);
    const close = source.partner(open);
    const span = close > open + 1 ? source.span(open + 1, close - 1) : source.all;
    const query = readQuery(table.ctequery, span, source);
    if (query) found.push({ name: table.ctename ?? '', query, recursive: clause?.recursive ?? false });
    source.tables.hide(table.ctename ?? '');
  }
  return found;
}

/** The bracket of `name (columns) AS [NOT] [MATERIALIZED] (`. */
function openingAfterAs(source: Source, name: number): number {
  let index = source.findWord('as', name);
  while (index >= 0 && index < source.count && !source.is(index, '(')) index++;
  return index;
}

function readSetOperation(select: SelectStmt, span: Span, source: Source): SelectQuery['setOperation'] {
  if (!select.larg || !select.rarg) return undefined;
  const operator = select.op === 'SETOP_INTERSECT' ? 'intersect' : select.op === 'SETOP_EXCEPT' ? 'except' : 'union';
  const { first, last } = unwrapped(source, span);
  let at = -1;
  let stop = last;
  for (let index = last; index >= first; index--) {
    const partner = source.partner(index);
    if (partner >= first && partner < index) index = partner;
    else if (source.isWord(index, operator)) {
      at = index;
      break;
    } else if (isAfterSetOperation(source, index)) stop = index - 1;
  }
  if (at < 0)
    return {
      operator,
      all: select.all ?? false,
      left: readSelect(select.larg, span, source),
      right: readSelect(select.rarg, span, source),
    };
  const right = /^(?:all|distinct)$/.test(source.word(at + 1)) ? at + 2 : at + 1;
  return {
    operator,
    all: select.all ?? false,
    left: readSelect(select.larg, source.span(first, at - 1), source),
    right: readSelect(select.rarg, source.span(right, stop), source),
  };
}

/** ORDER BY, LIMIT, OFFSET, FETCH and FOR after a set operation belong to the whole. */
function isAfterSetOperation(source: Source, index: number): boolean {
  return /^(?:order|limit|offset|fetch|for)$/.test(source.word(index));
}

/** The first and last token of the span, without parentheses around all of it. */
function unwrapped(source: Source, span: Span): { first: number; last: number } {
  let first = source.indexAt(span.start);
  let last = source.indexBefore(span.end);
  while (source.is(first, '(') && source.partner(first) === last) {
    first++;
    last--;
  }
  return { first, last };
}

function readWrittenTable(kind: 'insert' | 'update' | 'delete' | 'merge', range: RangeVar | undefined, source: Source) {
  const table = readTable(range ?? {}, source);
  source.tables.writes(kind, table.name);
  return table;
}

function readInsert(insert: InsertStmt, span: Span, source: Source): Query {
  const withTables = readWith(insert.withClause, source);
  const table = readWrittenTable('insert', insert.relation, source);
  const action = insert.onConflictClause?.action;
  const statement = bodyOf(insert.selectStmt, 'SelectStmt');
  return {
    kind: 'insert',
    span,
    with: withTables,
    table,
    columns: (insert.cols ?? []).map((column) => bodyOf(column, 'ResTarget')?.name ?? ''),
    returning: readTargets(insert.returningClause?.exprs, source),
    ...(statement ? { source: readSelect(statement, insertSource(insert, table.span, span, source), source) } : {}),
    ...(action === 'ONCONFLICT_NOTHING' ? { onConflict: 'nothing' } : {}),
    ...(action === 'ONCONFLICT_UPDATE' ? { onConflict: 'update' } : {}),
  };
}

/** The query or VALUES list of an INSERT: after the columns, before ON CONFLICT and RETURNING. */
function insertSource(insert: InsertStmt, table: Span, whole: Span, source: Source): Span {
  let first = source.indexBefore(table.end) + 1;
  if (insert.cols && source.is(first, '(')) first = source.after(first);
  if (source.isWord(first, 'overriding')) first += 3;
  const stop = source.indexBefore(whole.end) + 1;
  let last = stop - 1;
  if (insert.onConflictClause) {
    const conflict = source.indexOf(insert.onConflictClause.location);
    if (conflict > first) last = conflict - 1;
  } else if (insert.returningClause) {
    const returning = source.findWord('returning', first, stop);
    if (returning > first) last = returning - 1;
  }
  return source.span(first, last);
}

function readUpdate(update: UpdateStmt, span: Span, source: Source): Query {
  const withTables = readWith(update.withClause, source);
  const table = readWrittenTable('update', update.relation, source);
  const assignments: UpdateQuery['assignments'][number][] = [];
  for (const node of update.targetList ?? []) {
    const target = bodyOf(node, 'ResTarget');
    const several = bodyOf(target?.val, 'MultiAssignRef');
    const value = several?.source ?? target?.val;
    if (!target || !value) continue;
    const read = readExpression(value, source);
    const start = source.offset(target.location) ?? read.span.start;
    // In `(a, b) = (…)` each column stands by itself.
    const end = several ? source.end(source.indexAt(start)) : withParentheses(source, read.span).end;
    assignments.push({ column: target.name ?? '', value: read, span: { start, end } });
  }
  return {
    kind: 'update',
    span,
    with: withTables,
    table,
    assignments,
    from: update.fromClause ? readFrom(update.fromClause, 'from', span, source) : [],
    returning: readTargets(update.returningClause?.exprs, source),
    ...(update.whereClause ? { where: readExpression(update.whereClause, source) } : {}),
  };
}

function readDelete(remove: DeleteStmt, span: Span, source: Source): Query {
  const withTables = readWith(remove.withClause, source);
  const table = readWrittenTable('delete', remove.relation, source);
  return {
    kind: 'delete',
    span,
    with: withTables,
    table,
    using: remove.usingClause ? readFrom(remove.usingClause, 'using', span, source) : [],
    returning: readTargets(remove.returningClause?.exprs, source),
    ...(remove.whereClause ? { where: readExpression(remove.whereClause, source) } : {}),
  };
}

function readMerge(merge: MergeStmt, span: Span, source: Source): Query | undefined {
  const withTables = readWith(merge.withClause, source);
  const table = readWrittenTable('merge', merge.relation, source);
  const from = merge.sourceRelation ? readFrom([merge.sourceRelation], 'using', span, source)[0] : undefined;
  if (!from || !merge.joinCondition) return undefined;
  return {
    kind: 'merge',
    span,
    with: withTables,
    table,
    source: from,
    on: readExpression(merge.joinCondition, source),
  };
}
