import type {
  A_Const,
  A_Expr,
  A_Indirection,
  BoolExpr,
  ColumnRef,
  FuncCall,
  Node,
  SubLink,
  TypeCast,
} from '@pgsql/types';
import type { Constant, Expression, FunctionCall } from '../../../model/expression.ts';
import type { Span } from '../../../model/span.ts';
import { tokenKind } from '../lexer.ts';
import { bodyOf, itemsOf, nameOf, nodeType, stringOf, stringsOf } from './nodes.ts';
import { readOtherExpression } from './otherExpression.ts';
import { readQuery } from './query.ts';
import type { Source } from './source.ts';
import { spanning, throughBracket, withParentheses } from './spans.ts';
import { intervalFields, readType, typeSpan } from './types.ts';

/** Reads an expression of the tree; unknown nodes come as `other` with the parts that are known. */
export function readExpression(node: Node, source: Source): Expression {
  const column = bodyOf(node, 'ColumnRef');
  if (column) return readColumn(column, source);
  const constant = bodyOf(node, 'A_Const');
  if (constant) return readConstant(constant, source);
  const operation = bodyOf(node, 'A_Expr');
  if (operation) return readOperator(operation, source);
  const logical = bodyOf(node, 'BoolExpr');
  if (logical) return readLogical(logical, source);
  const call = bodyOf(node, 'FuncCall');
  if (call) return readCall(call, source);
  const cast = bodyOf(node, 'TypeCast');
  if (cast) return readCast(cast, source);
  const link = bodyOf(node, 'SubLink');
  if (link) return readSubquery(link, source);
  const test = bodyOf(node, 'NullTest');
  if (test?.arg) {
    const operand = readExpression(test.arg, source);
    const span = spanning(source, operand.span, operand.span);
    const end = nullTestEnd(source, source.indexOf(test.location), span);
    return {
      kind: 'is-null',
      operand,
      negated: test.nulltesttype === 'IS_NOT_NULL',
      span: { start: span.start, end },
    };
  }
  const parameter = bodyOf(node, 'ParamRef');
  if (parameter) return { kind: 'parameter', span: tokenSpan(source, source.indexOf(parameter.location)) };
  const indirection = bodyOf(node, 'A_Indirection');
  if (indirection) return readIndirection(indirection, source);
  return readOtherExpression(nodeType(node), node, source);
}

/** Reads each of a list of expressions. */
export function readExpressions(nodes: readonly Node[] | undefined, source: Source): Expression[] {
  return (nodes ?? []).map((node) => readExpression(node, source));
}

/** A function call under a keyword's name, from its first token to its closing parenthesis. */
export function keywordCall(
  name: string,
  args: readonly Expression[],
  location: number | undefined,
  source: Source,
): FunctionCall {
  const first = source.indexOf(location);
  const span = source.is(first + 1, '(') ? throughBracket(source, first) : tokenSpan(source, first);
  return { kind: 'function', name: { name }, arguments: args, span };
}

function tokenSpan(source: Source, index: number): Span {
  return index < 0 ? source.all : source.span(index, index);
}

function readColumn(column: ColumnRef, source: Source): Expression {
  const first = source.indexOf(column.location);
  // TABLE t is SELECT * without a star.
  if (first < 0) return { kind: 'star', span: source.all };
  if (source.placeholders.has(source.start(first))) return { kind: 'parameter', span: tokenSpan(source, first) };
  const fields = column.fields ?? [];
  const span = source.span(first, first + 2 * (fields.length - 1));
  const names = stringsOf(fields);
  if (names.length < fields.length) return { kind: 'star', span, ...(names.length ? { table: names.at(-1) } : {}) };
  return {
    kind: 'column',
    name: names.at(-1) ?? '',
    span,
    ...(names.length > 1 ? { table: names.at(-2) } : {}),
    ...(names.length > 2 ? { schema: names.at(-3) } : {}),
  };
}

function readConstant(constant: A_Const, source: Source): Expression {
  const first = source.indexOf(constant.location);
  if (source.placeholders.has(source.start(first))) return { kind: 'parameter', span: tokenSpan(source, first) };
  let last = first;
  while (source.is(last, '-') || source.is(last, '+')) last++;
  if (constant.sval && source.kinds[last] === tokenKind.string) {
    while (source.kinds[last + 1] === tokenKind.string) last++;
    if (source.isWord(last + 1, 'uescape')) last += 2;
  }
  return { ...constantOf(constant), span: first < 0 ? source.all : source.span(first, last) };
}

function constantOf(constant: A_Const): Omit<Constant, 'span'> {
  if (constant.ival) return { kind: 'constant', type: 'number', value: constant.ival.ival ?? 0 };
  if (constant.fval) return { kind: 'constant', type: 'number', value: numberOf(constant.fval.fval ?? '0') };
  if (constant.boolval) return { kind: 'constant', type: 'boolean', value: constant.boolval.boolval ?? false };
  if (constant.sval) return { kind: 'constant', type: 'string', value: constant.sval.sval ?? '' };
  if (constant.bsval) return { kind: 'constant', type: 'string', value: constant.bsval.bsval ?? '' };
  return { kind: 'constant', type: 'null', value: null };
}

/** The number, or its digits where a JavaScript number does not hold them all. */
function numberOf(digits: string): number | string {
  const value = Number(digits);
  return String(value) === digits ? value : digits;
}

function readOperator(node: A_Expr, source: Source): Expression {
  const operator = stringsOf(node.name).at(-1) ?? '';
  const left = node.lexpr && readExpression(node.lexpr, source);
  const at = source.indexOf(node.location);
  if (node.kind === 'AEXPR_NULLIF') {
    const args = [left, node.rexpr && readExpression(node.rexpr, source)].filter((part) => part !== undefined);
    return keywordCall('nullif', args, node.location, source);
  }
  if (node.kind === 'AEXPR_IN' && left) {
    const end = (source.offset(node.rexpr_list_end) ?? left.span.end) + 1;
    const start = withParentheses(source, left.span).start;
    const list = readExpressions(itemsOf(node.rexpr), source);
    return { kind: 'in', operand: left, negated: operator === '<>', list, span: { start, end } };
  }
  if (node.kind?.includes('BETWEEN') && left) {
    const bounds = readExpressions(itemsOf(node.rexpr), source);
    const last = bounds.at(-1) ?? left;
    return {
      kind: 'other',
      form: operator.toLowerCase(),
      children: [left, ...bounds],
      span: spanning(source, left.span, last.span),
    };
  }
  const right = node.rexpr && readExpression(node.rexpr, source);
  if (left && right && (node.kind === 'AEXPR_LIKE' || node.kind === 'AEXPR_ILIKE' || node.kind === 'AEXPR_SIMILAR')) {
    const pattern = right.kind === 'function' && isEscape(right) ? (right.arguments[0] ?? right) : right;
    return {
      kind: 'like',
      operator: node.kind === 'AEXPR_LIKE' ? 'like' : node.kind === 'AEXPR_ILIKE' ? 'ilike' : 'similar',
      negated: operator.startsWith('!'),
      operand: left,
      pattern,
      span: spanning(source, left.span, right.span),
    };
  }
  const name =
    node.kind === 'AEXPR_DISTINCT'
      ? 'is distinct from'
      : node.kind === 'AEXPR_NOT_DISTINCT'
        ? 'is not distinct from'
        : operator;
  if (right && (node.kind === 'AEXPR_OP_ANY' || node.kind === 'AEXPR_OP_ALL')) {
    const start = left ? withParentheses(source, left.span).start : source.start(at);
    const end = throughBracket(source, at, quantifierIndex(source, at)).end;
    const quantifier = node.kind === 'AEXPR_OP_ANY' ? 'any' : 'all';
    return {
      kind: 'operator',
      operator: name,
      left,
      right,
      quantifier,
      span: { start, end: Math.max(end, right.span.end) },
    };
  }
  const first = left?.span ?? tokenSpan(source, at);
  return { kind: 'operator', operator: name, left, right, span: spanning(source, first, right?.span ?? first) };
}

/** The token of ANY, SOME or ALL after the operator at `index`. */
function quantifierIndex(source: Source, index: number): number {
  for (let at = index; at < Math.min(source.count, index + 12); at++) {
    if (/^(?:any|some|all)$/.test(source.word(at))) return at;
  }
  return index;
}

function isEscape(call: FunctionCall): boolean {
  return call.name.name === 'like_escape' || call.name.name === 'similar_to_escape';
}

function readLogical(node: BoolExpr, source: Source): Expression {
  const first = node.args?.[0];
  const start = source.offset(node.location);
  if (node.boolop === 'NOT_EXPR') {
    const operand = first ? readExpression(first, source) : undefined;
    if (!operand || start === undefined)
      return { kind: 'not', operands: operand ? [operand] : [], span: operand?.span ?? source.all };
    // `x NOT IN (SELECT …)` is NOT around IN in the tree, told apart from `NOT x IN …` by where NOT stands.
    if (operand.kind === 'in' && operand.query && start > operand.operand.span.start)
      return { ...operand, negated: true };
    const inner = withParentheses(source, operand.span);
    // In `IS NOT DOCUMENT` the operand comes first.
    return { kind: 'not', operands: [operand], span: { start: Math.min(start, inner.start), end: inner.end } };
  }
  const operands = readExpressions(node.args, source);
  const left = operands[0];
  const right = operands.at(-1);
  return {
    kind: node.boolop === 'AND_EXPR' ? 'and' : 'or',
    operands,
    span: left && right ? spanning(source, left.span, right.span) : source.all,
  };
}

function readCall(call: FuncCall, source: Source): Expression {
  const args = [...readExpressions(call.args, source)];
  const name = nameOf(stringsOf(call.funcname));
  for (const sort of call.agg_order ?? []) {
    const by = bodyOf(sort, 'SortBy')?.node;
    if (by) args.push(readExpression(by, source));
  }
  if (call.agg_filter) args.push(readExpression(call.agg_filter, source));
  for (const part of [...(call.over?.partitionClause ?? []), ...(call.over?.orderClause ?? [])]) {
    args.push(readExpression(bodyOf(part, 'SortBy')?.node ?? part, source));
  }
  return {
    kind: 'function',
    name,
    arguments: args,
    span: callSpan(call, args, source),
    ...(call.agg_distinct ? { distinct: true } : {}),
  };
}

function callSpan(call: FuncCall, args: readonly Expression[], source: Source): Span {
  const at = source.indexOf(call.location);
  const inner = args[0];
  if (at < 0) return inner ? spanning(source, inner.span, args.at(-1)?.span ?? inner.span) : source.all;
  const last = source.nameEnd(at);
  const isInfix = call.funcformat === 'COERCE_SQL_SYNTAX' && /^(?:at|is|overlaps)$/.test(source.word(at));
  if (!isInfix && source.is(last + 1, '(')) return source.span(at, callEnd(source, source.after(last + 1) - 1));
  // AT TIME ZONE, IS NORMALIZED, OVERLAPS: operators in words, whose operands the tree has in its own order.
  const spans = args.map((argument) => argument.span).sort((one, other) => one.start - other.start);
  const final = spans.at(-1);
  if (!spans[0] || !final) return tokenSpan(source, at);
  const start = source.is(at - 1, ')')
    ? source.partner(at - 1)
    : source.indexAt(withParentheses(source, spans[0]).start);
  let end = Math.max(source.indexBefore(withParentheses(source, final).end), at);
  if (source.isWord(at, 'overlaps')) end = source.after(at + 1) - 1;
  if (source.isWord(at, 'is')) while (!source.isWord(end, 'normalized') && end < source.count - 1) end++;
  return source.span(start, end);
}

/** Index of the last token of a call whose closing parenthesis is `close`: WITHIN GROUP, FILTER and OVER belong to it. */
export function callEnd(source: Source, close: number): number {
  let last = close;
  if (source.isWord(last + 1, 'within')) last = source.after(last + 3) - 1;
  if (source.isWord(last + 1, 'filter')) last = source.after(last + 2) - 1;
  if (source.isWord(last + 1, 'over')) last = source.after(last + 2) - 1;
  return last;
}

function readCast(cast: TypeCast, source: Source): Expression {
  const type = readType(cast.typeName);
  if (!cast.arg) return { kind: 'other', form: 'cast', children: [], span: source.all };
  const operand = readExpression(cast.arg, source);
  const at = source.indexOf(cast.location);
  const typeAt = typeSpan(cast.typeName, source);
  if (at >= 0 && !source.is(at, '::')) return { kind: 'cast', operand, type, span: throughBracket(source, at) };
  const { start, end } = withParentheses(source, operand.span);
  let last = source.indexBefore(Math.max(end, typeAt?.end ?? end));
  if (at < 0 && type.name === 'interval') {
    // `interval '1' minute to second (2)`
    while (intervalFields.has(source.word(last + 1))) last++;
    if (source.isWord(last, 'second') && source.is(last + 1, '(')) last = source.after(last + 1) - 1;
  }
  return {
    kind: 'cast',
    operand,
    type,
    span: { start: Math.min(start, typeAt?.start ?? start), end: source.end(last) },
  };
}

function readIndirection(node: A_Indirection, source: Source): Expression {
  const operand = node.arg ? readExpression(node.arg, source) : undefined;
  const children: Expression[] = operand ? [operand] : [];
  const inner = operand ? withParentheses(source, operand.span) : source.all;
  let last = source.indexBefore(inner.end);
  for (const step of node.indirection ?? []) {
    if (stringOf(step) !== undefined || bodyOf(step, 'A_Star')) last += 2;
    else {
      last = source.after(last + 1) - 1;
      const indices = bodyOf(step, 'A_Indices');
      for (const bound of [indices?.lidx, indices?.uidx]) if (bound) children.push(readExpression(bound, source));
    }
  }
  const end = source.end(Math.min(last, source.count - 1));
  return { kind: 'other', form: 'indirection', children, span: { start: inner.start, end } };
}

function readSubquery(link: SubLink, source: Source): Expression {
  const at = source.indexOf(link.location);
  const span = throughBracket(source, Math.max(at, 0));
  const query = readQuery(link.subselect, insideBrackets(source, span), source);
  const operand = link.testexpr && readExpression(link.testexpr, source);
  if (!query) return { kind: 'other', form: 'subquery', children: operand ? [operand] : [], span };
  const whole = operand
    ? { start: Math.min(span.start, withParentheses(source, operand.span).start), end: span.end }
    : span;
  switch (link.subLinkType) {
    case 'EXISTS_SUBLINK':
      return { kind: 'subquery', form: 'exists', query, span };
    case 'ARRAY_SUBLINK':
      return { kind: 'subquery', form: 'array', query, span };
    case 'ANY_SUBLINK':
      if (operand && !link.operName) return { kind: 'in', operand, negated: false, query, span: whole };
      return { kind: 'subquery', form: 'quantified', query, span: whole, ...(operand ? { operand } : {}) };
    case 'ALL_SUBLINK':
      return { kind: 'subquery', form: 'quantified', query, span: whole, ...(operand ? { operand } : {}) };
    default:
      return { kind: 'subquery', form: 'scalar', query, span };
  }
}

/** What stands inside the bracket that closes the span. */
function insideBrackets(source: Source, span: Span): Span {
  const close = source.indexBefore(span.end);
  const open = source.partner(close);
  return open < 0 || close - open < 2 ? span : source.span(open + 1, close - 1);
}

function nullTestEnd(source: Source, at: number, operand: Span): number {
  if (at < 0) return operand.end;
  if (!source.isWord(at, 'is')) return source.end(at);
  return source.end(source.isWord(at + 1, 'not') ? at + 2 : at + 1);
}
