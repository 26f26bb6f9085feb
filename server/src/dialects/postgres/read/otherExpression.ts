import type { Node } from '@pgsql/types';
import type { Expression } from '../../../model/expression.ts';
import type { Span } from '../../../model/span.ts';
import { callEnd, keywordCall, readExpression, readExpressions } from './expression.ts';
import { bodyOf, type NodeType } from './nodes.ts';
import type { Source } from './source.ts';
import { spanning, throughBracket, withParentheses } from './spans.ts';

/** Expressions beyond the everyday ones: keywords that act as functions, CASE, ROW, ARRAY, JSON and XML constructors. */
export function readOtherExpression(type: NodeType, node: Node, source: Source): Expression {
  const coalesce = bodyOf(node, 'CoalesceExpr');
  if (coalesce) return keywordCall('coalesce', readExpressions(coalesce.args, source), coalesce.location, source);
  const extreme = bodyOf(node, 'MinMaxExpr');
  if (extreme) {
    const name = extreme.op === 'IS_LEAST' ? 'least' : 'greatest';
    return keywordCall(name, readExpressions(extreme.args, source), extreme.location, source);
  }
  const value = bodyOf(node, 'SQLValueFunction');
  if (value) {
    const name = (value.op ?? '')
      .replace(/^SVFOP_/, '')
      .replace(/_N$/, '')
      .toLowerCase();
    return keywordCall(name, [], value.location, source);
  }
  const grouping = bodyOf(node, 'GroupingFunc');
  if (grouping) return keywordCall('grouping', readExpressions(grouping.args, source), grouping.location, source);
  const choice = bodyOf(node, 'CaseExpr');
  if (choice) {
    const children: Expression[] = [];
    if (choice.arg) children.push(readExpression(choice.arg, source));
    for (const branch of choice.args ?? []) {
      const when = bodyOf(branch, 'CaseWhen');
      if (when?.expr) children.push(readExpression(when.expr, source));
      if (when?.result) children.push(readExpression(when.result, source));
    }
    if (choice.defresult) children.push(readExpression(choice.defresult, source));
    return { kind: 'other', form: 'case', children, span: caseSpan(source, choice.location, children) };
  }
  const collate = bodyOf(node, 'CollateClause');
  if (collate?.arg) {
    const operand = readExpression(collate.arg, source);
    const at = source.indexOf(collate.location);
    const span = { start: withParentheses(source, operand.span).start, end: source.end(source.nameEnd(at + 1)) };
    return { kind: 'other', form: 'collate', children: [operand], span };
  }
  const test = bodyOf(node, 'BooleanTest');
  if (test?.arg) {
    const operand = readExpression(test.arg, source);
    const at = source.indexOf(test.location);
    const end = source.end(source.isWord(at + 1, 'not') ? at + 2 : at + 1);
    const form = (test.booltesttype ?? '').toLowerCase().replaceAll('_', ' ');
    return {
      kind: 'other',
      form,
      children: [operand],
      span: { start: withParentheses(source, operand.span).start, end },
    };
  }
  const row = bodyOf(node, 'RowExpr');
  if (row) return bracketed('row', readExpressions(row.args, source), row.location, source);
  const array = bodyOf(node, 'A_ArrayExpr');
  if (array) return bracketed('array', readExpressions(array.elements, source), array.location, source);
  const named = bodyOf(node, 'NamedArgExpr');
  if (named?.arg) {
    const operand = readExpression(named.arg, source);
    const start = source.offset(named.location) ?? operand.span.start;
    return {
      kind: 'other',
      form: 'named argument',
      children: [operand],
      span: { start, end: withParentheses(source, operand.span).end },
    };
  }
  const json = bodyOf(node, 'JsonIsPredicate');
  if (json?.expr) {
    const operand = readExpression(json.expr, source);
    const whole = withParentheses(source, operand.span);
    let last = source.indexBefore(whole.end);
    while (/^(?:is|not|json|value|array|object|scalar|with|without|unique|keys)$/.test(source.word(last + 1))) last++;
    return { kind: 'other', form: 'is json', children: [operand], span: { start: whole.start, end: source.end(last) } };
  }
  const sort = bodyOf(node, 'SortBy');
  if (sort?.node) return readExpression(sort.node, source);
  const target = bodyOf(node, 'ResTarget');
  if (target?.val) return readExpression(target.val, source);
  return anything(type, node, source);
}

function caseSpan(source: Source, location: number | undefined, children: readonly Expression[]): Span {
  const first = source.indexOf(location);
  const last = children.at(-1);
  if (first < 0) return last ? spanning(source, children[0]?.span ?? last.span, last.span) : source.all;
  const from = last ? source.indexBefore(withParentheses(source, last.span).end) + 1 : first;
  const end = source.findWord('end', from);
  return source.span(first, end < 0 ? first : end);
}

function bracketed(
  form: string,
  children: readonly Expression[],
  location: number | undefined,
  source: Source,
): Expression {
  const first = source.indexOf(location);
  return { kind: 'other', form, children, span: first < 0 ? source.all : throughBracket(source, first) };
}

/** Nodes of JSON, XML and what newer servers bring: every expression below them, and a span as good as it can be told. */
function anything(type: NodeType, node: Node, source: Source): Expression {
  const children: Expression[] = [];
  let location: number | undefined;
  const body: unknown = bodyOf(node, type);
  if (body && typeof body === 'object') {
    location = locationOf(body) ?? locationOf((body as { constructor?: unknown }).constructor);
    collect(body, source, children);
    children.sort((one, other) => one.span.start - other.span.start);
  }
  const at = location === undefined ? -1 : source.indexOf(location);
  const first = children[0];
  const last = children.at(-1);
  if (at >= 0 && source.is(at + 1, '(')) {
    return { kind: 'other', form: type, children, span: source.span(at, callEnd(source, source.after(at + 1) - 1)) };
  }
  if (first && last) return { kind: 'other', form: type, children, span: spanning(source, first.span, last.span) };
  return { kind: 'other', form: type, children, span: at < 0 ? source.all : source.span(at, at) };
}

function locationOf(body: unknown): number | undefined {
  if (!body || typeof body !== 'object' || !('location' in body)) return undefined;
  return typeof body.location === 'number' ? body.location : undefined;
}

const expressionTypes: ReadonlySet<string> = new Set([
  'A_ArrayExpr',
  'A_Const',
  'A_Expr',
  'A_Indirection',
  'BoolExpr',
  'BooleanTest',
  'CaseExpr',
  'CoalesceExpr',
  'CollateClause',
  'ColumnRef',
  'FuncCall',
  'GroupingFunc',
  'MinMaxExpr',
  'NamedArgExpr',
  'NullTest',
  'ParamRef',
  'RowExpr',
  'SQLValueFunction',
  'SubLink',
  'TypeCast',
]);

function collect(value: object, source: Source, into: Expression[]): void {
  for (const [key, part] of Object.entries(value)) {
    if (!part || typeof part !== 'object') continue;
    if (expressionTypes.has(key) && !Array.isArray(part)) into.push(readExpression({ [key]: part } as Node, source));
    else collect(part, source, into);
  }
}
