import type { Alias, JoinExpr, Node, RangeFunction, RangeSubselect, RangeVar } from '@pgsql/types';
import type { FromItem, Join, TableReference } from '../../../model/query.ts';
import type { Span } from '../../../model/span.ts';
import { readExpression } from './expression.ts';
import { bodyOf, itemsOf, nameOfRange, nodeType, stringsOf } from './nodes.ts';
import { readQuery } from './query.ts';
import type { Source } from './source.ts';
import { withParentheses } from './spans.ts';

/** Reads a table reference with its alias. */
export function readTable(range: RangeVar, source: Source): TableReference {
  const name = source.indexOf(range.location);
  let first = name;
  let last = source.nameEnd(name);
  if (source.is(last + 1, '*')) last++;
  const only = range.inh !== true;
  if (only && source.isWord(first - 1, 'only')) first--;
  if (only && source.is(first - 1, '(') && source.isWord(first - 2, 'only')) {
    first -= 2;
    last++;
  }
  last = aliasEnd(source, last, range.alias);
  return {
    kind: 'table',
    name: nameOfRange(range),
    span: source.span(first, last),
    ...(range.alias?.aliasname ? { alias: range.alias.aliasname } : {}),
    ...(only ? { only } : {}),
  };
}

/** Index of the last token of the alias after the token `last`. */
function aliasEnd(source: Source, last: number, alias: Alias | undefined): number {
  if (!alias) return last;
  let end = last;
  if (source.isWord(end + 1, 'as')) end++;
  if (source.isName(end + 1)) end++;
  // Behind the alias of INSERT's table stand the columns to fill, which are not the alias's.
  if (alias.colnames && source.is(end + 1, '(')) end = source.after(end + 1) - 1;
  return end;
}

/** Reads FROM items in the order of the text: the tree does not say where subqueries stand, the order does. */
export class FromReader {
  private readonly source: Source;
  private readonly keyword: string;
  private readonly clause: Span;
  /** Index of the token after what has been read; -1 before the clause has been looked for. */
  private position = -1;

  constructor(source: Source, keyword: string, clause: Span) {
    this.source = source;
    this.keyword = keyword;
    this.clause = clause;
  }

  items(nodes: readonly Node[]): FromItem[] {
    const items: FromItem[] = [];
    for (const node of nodes) {
      const item = this.item(node);
      if (item) items.push(item);
    }
    return items;
  }

  private item(node: Node): FromItem | undefined {
    const range = bodyOf(node, 'RangeVar');
    if (range) {
      const table = readTable(range, this.source);
      this.source.tables.reads(table.name);
      return this.passed(table);
    }
    const join = bodyOf(node, 'JoinExpr');
    if (join) return this.join(join);
    const subselect = bodyOf(node, 'RangeSubselect');
    if (subselect) return this.derived(subselect);
    const call = bodyOf(node, 'RangeFunction');
    if (call) return this.function(call);
    const sample = bodyOf(node, 'RangeTableSample');
    if (sample?.relation) {
      const table = this.item(sample.relation);
      if (!table) return undefined;
      const first = this.source.indexBefore(table.span.end) + 1;
      let last = this.source.nameEnd(first + 1);
      if (this.source.is(last + 1, '(')) last = this.source.after(last + 1) - 1;
      if (this.source.isWord(last + 1, 'repeatable')) last = this.source.after(last + 2) - 1;
      return this.passed({ ...table, span: { start: table.span.start, end: this.source.end(last) } });
    }
    return this.tableFunction(node);
  }

  private passed<Item extends FromItem>(item: Item): Item {
    this.position = Math.max(this.position, this.source.indexBefore(item.span.end) + 1);
    return item;
  }

  /** Where the next item can start. */
  private next(): number {
    if (this.position < 0) {
      const first = this.source.indexAt(this.clause.start);
      const last = this.source.indexBefore(this.clause.end) + 1;
      this.position = this.clauseStart(first, last);
    }
    return this.position;
  }

  private clauseStart(first: number, last: number): number {
    const { source } = this;
    let from = first;
    while (source.is(from, '(') && source.partner(from) === last - 1 - (from - first)) from++;
    for (let index = from; index < last; index = source.after(index)) {
      if (source.isWord(index, this.keyword) && !source.isWord(index - 1, 'distinct')) return index + 1;
    }
    return first;
  }

  private derived(node: RangeSubselect): FromItem | undefined {
    const { source } = this;
    let open = this.next();
    while (open < source.count && !this.opensQuery(open)) open++;
    const close = source.partner(open);
    if (close < 0) return undefined;
    const query = readQuery(node.subquery, source.span(open + 1, close - 1), source);
    if (!query) return undefined;
    const first = source.isWord(open - 1, 'lateral') ? open - 1 : open;
    return this.passed<FromItem>({
      kind: 'derived',
      query,
      lateral: node.lateral ?? false,
      span: source.span(first, aliasEnd(source, close, node.alias)),
      ...(node.alias?.aliasname ? { alias: node.alias.aliasname } : {}),
    });
  }

  /** Whether the token is a parenthesis around a query (and not around a join). */
  private opensQuery(index: number): boolean {
    const { source } = this;
    if (!source.is(index, '(')) return false;
    let inner = index + 1;
    while (source.is(inner, '(')) inner++;
    if (!/^(?:select|values|with|table)$/.test(source.word(inner))) return false;
    if (inner === index + 1) return true;
    // `((SELECT …) UNION …)` is a query; `((SELECT …) AS a JOIN …)` is a join in parentheses.
    const after = source.partner(index + 1) + 1;
    return (
      /^(?:union|intersect|except|order|limit|offset|fetch|for)$/.test(source.word(after)) || source.is(after, ')')
    );
  }

  private function(node: RangeFunction): FromItem | undefined {
    const { source } = this;
    const called = itemsOf(node.functions?.[0])[0];
    if (!called) return undefined;
    const call = readExpression(called, source);
    let first = source.indexAt(call.span.start);
    let last = source.indexBefore(call.span.end);
    if (node.is_rowsfrom && source.is(first - 1, '(') && source.isWord(first - 3, 'rows')) {
      last = source.after(first - 1) - 1;
      first -= 3;
    }
    if (source.isWord(first - 1, 'lateral')) first--;
    if (source.isWord(last + 1, 'with') && source.isWord(last + 2, 'ordinality')) last += 2;
    const alias = node.alias?.aliasname;
    last = aliasEnd(source, last, node.alias ?? (node.coldeflist ? {} : undefined));
    if (node.coldeflist && source.is(last + 1, '(')) last = source.after(last + 1) - 1;
    return this.passed<FromItem>({
      kind: 'function',
      call,
      span: source.span(first, last),
      ...(alias ? { alias } : {}),
    });
  }

  /** XMLTABLE, JSON_TABLE. */
  private tableFunction(node: Node): FromItem {
    const { source } = this;
    const call = readExpression(node, source);
    const alias = (bodyOf(node, 'JsonTable') ?? bodyOf(node, 'RangeTableFunc'))?.alias;
    const last = aliasEnd(source, source.indexBefore(call.span.end), alias);
    const span = { start: call.span.start, end: source.end(last) };
    const name = nodeType(node) === 'JsonTable' ? 'json_table' : 'xmltable';
    const children = call.kind === 'other' ? call.children : [];
    return this.passed<FromItem>({
      kind: 'function',
      call: { kind: 'function', name: { name }, arguments: children, span: call.span },
      span,
      ...(alias?.aliasname ? { alias: alias.aliasname } : {}),
    });
  }

  private join(node: JoinExpr): Join | undefined {
    const { source } = this;
    const left = node.larg && this.item(node.larg);
    const right = node.rarg && this.item(node.rarg);
    if (!left || !right) return undefined;
    let end = right.span.end;
    const on = node.quals && readExpression(node.quals, source);
    if (on) end = withParentheses(source, on.span).end;
    else if (node.usingClause) {
      const using = source.findWord('using', source.indexBefore(end) + 1);
      if (using >= 0) end = source.end(source.after(using + 1) - 1);
    }
    const cross = node.jointype === 'JOIN_INNER' && !on && !node.usingClause && !node.isNatural;
    return this.passed<Join>({
      kind: 'join',
      type: cross ? 'cross' : (joinTypes[node.jointype ?? ''] ?? 'inner'),
      left,
      right,
      span: { start: left.span.start, end },
      ...(on ? { on } : {}),
      ...(node.usingClause ? { using: stringsOf(node.usingClause) } : {}),
      ...(node.isNatural ? { natural: true } : {}),
    });
  }
}

const joinTypes: Readonly<Record<string, Join['type']>> = {
  JOIN_INNER: 'inner',
  JOIN_LEFT: 'left',
  JOIN_RIGHT: 'right',
  JOIN_FULL: 'full',
};
