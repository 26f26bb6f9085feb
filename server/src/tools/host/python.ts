import type { Node } from 'web-tree-sitter';
import type { Span } from '../../model/span.ts';
import { depthLimited } from './depthLimited.ts';
import { decodePython, literalParts, pythonEscape } from './literal.ts';
import type { HostCall, HostValue, NamedValue, StringPart } from './value.ts';

/** The value of a Python expression. */
export const pythonValue = depthLimited(readValue);

function readValue(node: Node): HostValue {
  const span = spanOf(node);
  switch (node.type) {
    case 'string':
      return { kind: 'string', span, parts: stringNodeParts(node) };
    case 'concatenated_string':
      return { kind: 'string', span, parts: expressions(node).flatMap(stringNodeParts) };
    case 'integer':
    case 'float':
      return { kind: 'number', span, value: Number(node.text.replace(/_/g, '')) };
    case 'true':
    case 'false':
      return { kind: 'boolean', span, value: node.type === 'true' };
    case 'none':
      return { kind: 'nothing', span };
    case 'list':
    case 'tuple':
    case 'set':
      return listValue(node, span);
    case 'list_comprehension':
    case 'generator_expression':
      return { kind: 'list', span, items: [], open: true };
    case 'dictionary':
      return dictionaryValue(node, span);
    case 'call':
      return pythonCall(node);
    case 'identifier':
      return { kind: 'name', span, path: node.text };
    case 'attribute':
      return attributeValue(node);
    case 'parenthesized_expression': {
      const inner = expressions(node)[0];
      return inner ? pythonValue(inner) : { kind: 'other', span };
    }
    case 'binary_operator':
    case 'boolean_operator':
    case 'unary_operator':
    case 'not_operator':
      return operatorValue(node, span);
    default:
      return { kind: 'other', span };
  }
}

/** The span of a node in UTF-16 offsets of the file. */
export function spanOf(node: Node): Span {
  return { start: node.startIndex, end: node.endIndex };
}

function expressions(node: Node): readonly Node[] {
  return node.namedChildren.filter((child): child is Node => child !== null && child.type !== 'comment');
}

function listValue(node: Node, span: Span): HostValue {
  const open = expressions(node).some((item) => item.type === 'list_splat');
  return { kind: 'list', span, items: listedNodes(node).map(pythonValue), open };
}

/** The items that a list, tuple or set writes out. */
export function listedNodes(list: Node): readonly Node[] {
  return expressions(list).filter((item) => item.type !== 'list_splat' && item.type !== 'ERROR');
}

function dictionaryValue(node: Node, span: Span): HostValue {
  const entries: NamedValue[] = [];
  let open = false;
  for (const pair of expressions(node)) {
    const key = pair.childForFieldName('key');
    const value = pair.childForFieldName('value');
    if (!key || !value) open = true;
    else entries.push({ name: plainText(key) ?? key.text, value: pythonValue(value), span: spanOf(pair) });
  }
  return { kind: 'record', span, entries, open };
}

function plainText(node: Node): string | undefined {
  return node.type === 'string'
    ? stringNodeParts(node)
        .map((part) => part.text)
        .join('')
    : undefined;
}

/** A call with its arguments. */
export function pythonCall(node: Node): HostCall {
  const callee = node.childForFieldName('function');
  const list = node.childForFieldName('arguments');
  const positional: HostValue[] = [];
  const named: NamedValue[] = [];
  for (const argument of list ? expressions(list) : []) {
    const name = argument.type === 'keyword_argument' ? argument.childForFieldName('name') : null;
    const value = argument.childForFieldName('value');
    if (name && value) named.push({ name: name.text, value: pythonValue(value), span: spanOf(argument) });
    else if (argument.type !== 'dictionary_splat' && argument.type !== 'list_splat' && argument.type !== 'ERROR')
      positional.push(pythonValue(argument));
  }
  const receiver = callee?.type === 'attribute' ? callee.childForFieldName('object') : null;
  // Once: a chain of calls would be read twice as often with every link.
  const base = receiver ? pythonValue(receiver) : undefined;
  const target = callee && (receiver ? attributeOf(callee, base) : pythonValue(callee));
  return {
    kind: 'call',
    span: spanOf(node),
    callee: target?.kind === 'name' ? target.path : '',
    calleeSpan: spanOf(callee ?? node),
    receiver: receiver && !isPath(receiver) ? base : undefined,
    positional,
    named,
    argumentsSpan: spanOf(list ?? node),
  };
}

function isPath(node: Node): boolean {
  if (node.type === 'identifier') return true;
  const object = node.type === 'attribute' ? node.childForFieldName('object') : null;
  return object !== null && isPath(object);
}

function attributeValue(node: Node): HostValue {
  const object = node.childForFieldName('object');
  return attributeOf(node, object ? pythonValue(object) : undefined);
}

function attributeOf(node: Node, base: HostValue | undefined): HostValue {
  const name = node.childForFieldName('attribute')?.text ?? '';
  return { kind: 'name', span: spanOf(node), path: base?.kind === 'name' ? `${base.path}.${name}` : `().${name}` };
}

function operatorValue(node: Node, span: Span): HostValue {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right') ?? node.childForFieldName('argument');
  const operator = node.childForFieldName('operator')?.text ?? node.children[0]?.text ?? '';
  if (!right) return { kind: 'other', span };
  const value = pythonValue(right);
  if (!left && operator === '-' && value.kind === 'number') return { kind: 'number', span, value: -value.value };
  return { kind: 'operator', span, operator, left: left ? pythonValue(left) : undefined, right: value };
}

/** The text is sliced between quotes and interpolations: the grammar makes no nodes for plain runs beside escapes. */
function stringNodeParts(node: Node): readonly StringPart[] {
  if (node.type !== 'string') return [];
  const text = node.text;
  const opening = node.children.find((child) => child?.type === 'string_start');
  const closing = node.children.findLast((child) => child?.type === 'string_end');
  if (!opening) return [];
  const prefix = opening.text.toLowerCase();
  const escapes = prefix.includes('r') ? undefined : pythonEscape;
  const isFormat = prefix.includes('f');
  const parts: StringPart[] = [];
  const literal = (start: number, end: number): void => {
    const source = text.slice(start - node.startIndex, end - node.startIndex);
    for (const part of literalParts(source, start, escapes, decodePython))
      parts.push(isFormat ? { ...part, text: part.text.replace(/\{\{/g, '{').replace(/\}\}/g, '}') } : part);
  };
  let from = opening.endIndex;
  for (const child of node.children) {
    if (child?.type !== 'interpolation') continue;
    literal(from, child.startIndex);
    const expression = child.childForFieldName('expression');
    const hole: HostValue = expression ? pythonValue(expression) : { kind: 'other', span: spanOf(child) };
    parts.push({ text: '', file: spanOf(child), hole });
    from = child.endIndex;
  }
  literal(from, closing ? closing.startIndex : node.endIndex);
  return parts;
}
