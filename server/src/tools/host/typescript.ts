import type { Node } from 'web-tree-sitter';
import type { Span } from '../../model/span.ts';
import { depthLimited } from './depthLimited.ts';
import { decodeScript, literalParts, scriptEscape } from './literal.ts';
import { spanOf } from './python.ts';
import type { HostCall, HostValue, NamedValue, StringPart } from './value.ts';

/** The value of a TypeScript or JavaScript expression. */
export const scriptValue = depthLimited(readValue);

function readValue(node: Node): HostValue {
  const span = spanOf(node);
  switch (node.type) {
    case 'string':
      return { kind: 'string', span, parts: literal(node, node.startIndex + 1, node.endIndex - 1) };
    case 'template_string':
      return { kind: 'string', span, parts: templateParts(node) };
    case 'number':
      return { kind: 'number', span, value: Number(node.text.replace(/_/g, '')) };
    case 'true':
    case 'false':
      return { kind: 'boolean', span, value: node.type === 'true' };
    case 'null':
    case 'undefined':
      return { kind: 'nothing', span };
    case 'array': {
      const items = expressions(node);
      const plain = items.filter((item) => item.type !== 'spread_element' && item.type !== 'ERROR');
      return { kind: 'list', span, items: plain.map(scriptValue), open: plain.length < items.length };
    }
    case 'object':
      return objectValue(node, span);
    case 'call_expression':
    case 'new_expression':
      return scriptCall(node);
    case 'identifier':
    case 'property_identifier':
    case 'this':
      return { kind: 'name', span, path: node.text };
    case 'member_expression':
      return memberValue(node);
    case 'await_expression':
    case 'as_expression':
    case 'satisfies_expression':
    case 'non_null_expression':
    case 'parenthesized_expression': {
      const inner = expressions(node)[0];
      return inner ? scriptValue(inner) : { kind: 'other', span };
    }
    case 'binary_expression':
    case 'unary_expression':
      return operatorValue(node, span);
    default:
      return { kind: 'other', span };
  }
}

function expressions(node: Node): readonly Node[] {
  return node.namedChildren.filter((child): child is Node => child !== null && child.type !== 'comment');
}

function objectValue(node: Node, span: Span): HostValue {
  const entries: NamedValue[] = [];
  let open = false;
  for (const entry of expressions(node)) {
    const key = entry.type === 'pair' ? entry.childForFieldName('key') : null;
    const value = entry.childForFieldName('value');
    if (key && value) entries.push({ name: keyText(key), value: scriptValue(value), span: spanOf(entry) });
    else if (entry.type === 'shorthand_property_identifier')
      entries.push({
        name: entry.text,
        value: { kind: 'name', span: spanOf(entry), path: entry.text },
        span: spanOf(entry),
      });
    else open = true;
  }
  return { kind: 'record', span, entries, open };
}

function keyText(key: Node): string {
  return key.type === 'string' ? key.text.slice(1, -1) : key.text;
}

/** A call or `new`, with its arguments; a tagged template is a call with the template as its argument. */
export function scriptCall(node: Node): HostCall {
  const callee = node.childForFieldName('function') ?? node.childForFieldName('constructor');
  const list = node.childForFieldName('arguments');
  const values = list?.type === 'template_string' ? [list] : list ? expressions(list) : [];
  const receiver = callee?.type === 'member_expression' ? callee.childForFieldName('object') : null;
  // Once: a chain of calls would be read twice as often with every link.
  const base = receiver ? scriptValue(receiver) : undefined;
  const target = callee && (receiver ? memberOf(callee, base) : scriptValue(callee));
  return {
    kind: 'call',
    span: spanOf(node),
    callee: target?.kind === 'name' ? target.path : '',
    calleeSpan: spanOf(callee ?? node),
    receiver: base?.kind === 'name' ? undefined : base,
    positional: values.filter((value) => value.type !== 'ERROR' && value.type !== 'spread_element').map(scriptValue),
    named: [],
    argumentsSpan: spanOf(list ?? node),
  };
}

function memberValue(node: Node): HostValue {
  const object = node.childForFieldName('object');
  return memberOf(node, object ? scriptValue(object) : undefined);
}

function memberOf(node: Node, base: HostValue | undefined): HostValue {
  const name = node.childForFieldName('property')?.text ?? '';
  return { kind: 'name', span: spanOf(node), path: base?.kind === 'name' ? `${base.path}.${name}` : `().${name}` };
}

function operatorValue(node: Node, span: Span): HostValue {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right') ?? node.childForFieldName('argument');
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (!right) return { kind: 'other', span };
  const value = scriptValue(right);
  if (!left && operator === '-' && value.kind === 'number') return { kind: 'number', span, value: -value.value };
  return { kind: 'operator', span, operator, left: left ? scriptValue(left) : undefined, right: value };
}

function literal(node: Node, start: number, end: number): readonly StringPart[] {
  const source = node.text.slice(start - node.startIndex, Math.max(start, end) - node.startIndex);
  return literalParts(source, start, scriptEscape, decodeScript);
}

function templateParts(node: Node): readonly StringPart[] {
  const parts: StringPart[] = [];
  let from = node.startIndex + 1;
  for (const child of node.namedChildren) {
    if (child?.type !== 'template_substitution') continue;
    parts.push(...literal(node, from, child.startIndex));
    const expression = expressions(child)[0];
    const hole: HostValue = expression ? scriptValue(expression) : { kind: 'other', span: spanOf(child) };
    parts.push({ text: '', file: spanOf(child), hole });
    from = child.endIndex;
  }
  parts.push(...literal(node, from, node.text.endsWith('`') ? node.endIndex - 1 : node.endIndex));
  return parts;
}
