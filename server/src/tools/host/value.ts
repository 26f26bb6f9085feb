import type { Span } from '../../model/span.ts';

/**
 * What an expression of a migration written in Python or TypeScript says, as plain data: calls, literals and names.
 * Spans are offsets in the file.
 */
export type HostValue =
  | HostString
  | HostNumber
  | HostBoolean
  | HostNothing
  | HostList
  | HostRecord
  | HostCall
  | HostName
  | HostOperator
  | HostOther;

interface HostBase {
  readonly span: Span;
}

export interface HostString extends HostBase {
  readonly kind: 'string';
  readonly parts: readonly StringPart[];
}

/** A run of a string's text and the source it was written as; a hole is an interpolation, its text stands in for the value. */
export interface StringPart {
  readonly text: string;
  readonly file: Span;
  /** The interpolated expression. */
  readonly hole?: HostValue;
}

export interface HostNumber extends HostBase {
  readonly kind: 'number';
  readonly value: number;
}

export interface HostBoolean extends HostBase {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** None, null, undefined. */
export interface HostNothing extends HostBase {
  readonly kind: 'nothing';
}

/** List, tuple, set, array. */
export interface HostList extends HostBase {
  readonly kind: 'list';
  readonly items: readonly HostValue[];
  /** It also has items that the text does not tell (a spread, a comprehension). */
  readonly open: boolean;
}

/** Dictionary or object. */
export interface HostRecord extends HostBase {
  readonly kind: 'record';
  readonly entries: readonly NamedValue[];
  readonly open: boolean;
}

export interface NamedValue {
  readonly name: string;
  readonly value: HostValue;
  /** Name and value together. */
  readonly span: Span;
}

export interface HostCall extends HostBase {
  readonly kind: 'call';
  /** The dotted path before the parentheses: `migrations.AddField`, `new Table` is `Table`. */
  readonly callee: string;
  readonly calleeSpan: Span;
  /** What a method is called on, where that is not a plain path: a string, another call. */
  readonly receiver?: HostValue;
  readonly positional: readonly HostValue[];
  readonly named: readonly NamedValue[];
  /** The arguments with their parentheses. */
  readonly argumentsSpan: Span;
}

export interface HostName extends HostBase {
  readonly kind: 'name';
  /** `models.CASCADE`, `settings.AUTH_USER_MODEL`, `x`. */
  readonly path: string;
}

export interface HostOperator extends HostBase {
  readonly kind: 'operator';
  readonly operator: string;
  readonly left?: HostValue;
  readonly right: HostValue;
}

export interface HostOther extends HostBase {
  readonly kind: 'other';
}

/** Values of names assigned in the file. */
export type Constants = ReadonlyMap<string, HostValue>;

/** The last part of a dotted path. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** The string that a value is, where it is one without interpolations. */
export function stringOf(value: HostValue | undefined, constants?: Constants): string | undefined {
  const parts = value && stringParts(value, constants);
  if (!parts || parts.some((part) => part.hole)) return undefined;
  return parts.map((part) => part.text).join('');
}

/** The boolean that a value is; undefined where it is something else. */
export function booleanOf(value: HostValue | undefined): boolean | undefined {
  return value?.kind === 'boolean' ? value.value : undefined;
}

/** The strings of a list (or the one string), leaving out what is no plain string. */
export function stringsOf(value: HostValue | undefined, constants?: Constants): readonly string[] {
  const resolved = value && resolve(value, constants);
  if (!resolved) return [];
  if (resolved.kind !== 'list') {
    const single = stringOf(resolved, constants);
    return single === undefined ? [] : [single];
  }
  return resolved.items.flatMap((item) => stringOf(item, constants) ?? []);
}

/** What a name stands for in this file; the value itself otherwise. */
export function resolve(value: HostValue, constants?: Constants): HostValue {
  let current = value;
  for (let steps = 0; steps < 8 && current.kind === 'name'; steps++) {
    const known = constants?.get(current.path) ?? constants?.get(lastOf(current.path));
    if (!known) return current;
    current = known;
  }
  return current;
}

/** The keyword argument or entry of that name. */
export function namedOf(values: readonly NamedValue[], name: string): HostValue | undefined {
  return values.find((entry) => entry.name === name)?.value;
}

/** An argument by keyword, or by position. */
export function argument(call: HostCall, name: string, position?: number): HostValue | undefined {
  return namedOf(call.named, name) ?? (position === undefined ? undefined : call.positional[position]);
}

/**
 * The pieces of a string built by literals, `+`, `%`, `.format()` and names of this file; undefined where it is no string.
 * What is not known is a hole.
 */
export function stringParts(value: HostValue, constants?: Constants): readonly StringPart[] | undefined {
  switch (value.kind) {
    case 'string':
      return value.parts.map((part) => resolveHole(part, constants));
    case 'name': {
      const known = resolve(value, constants);
      return known === value || known.kind === 'name' ? undefined : stringParts(known, constants);
    }
    case 'operator':
      return operatorParts(value, constants);
    case 'call':
      return callParts(value, constants);
    default:
      return undefined;
  }
}

function resolveHole(part: StringPart, constants: Constants | undefined): StringPart {
  const text = part.hole && stringOf(part.hole, constants);
  return text === undefined ? part : { text, file: part.file };
}

function operatorParts(value: HostOperator, constants: Constants | undefined): readonly StringPart[] | undefined {
  if (value.operator === '%') {
    const format = value.left && stringParts(value.left, constants);
    return format && cutHoles(format, /%(?:\(\w+\))?[sdrf]/g, value.right);
  }
  if (value.operator !== '+' || !value.left) return undefined;
  const left = stringParts(value.left, constants);
  const right = stringParts(value.right, constants);
  if (!left && !right) return undefined;
  return [...operand(left, value.left), ...operand(right, value.right)];
}

/** A literal keeps its places; what was defined elsewhere is placed where it is named. */
function operand(parts: readonly StringPart[] | undefined, value: HostValue): readonly StringPart[] {
  if (!parts) return [{ text: '', file: value.span, hole: value }];
  if (value.kind !== 'name') return parts;
  return parts.map((part) => ({ ...part, file: value.span }));
}

function callParts(value: HostCall, constants: Constants | undefined): readonly StringPart[] | undefined {
  if (value.receiver && ['format', 'strip', 'trim', 'rstrip', 'lstrip', 'trimEnd'].includes(lastOf(value.callee))) {
    const format = stringParts(value.receiver, constants);
    return format && lastOf(value.callee) === 'format' ? cutHoles(format, /\{[\w.[\]!:]*\}/g, value) : format;
  }
  const inner = value.positional[0];
  if (inner && ['textwrap.dedent', 'dedent', 'text', 'SQL', 'sql'].includes(value.callee))
    return stringParts(inner, constants);
  return undefined;
}

/** Cuts the places that a format string fills in. */
export function cutHoles(
  parts: readonly StringPart[],
  place: RegExp,
  hole: HostValue,
  stand = '',
): readonly StringPart[] {
  return parts.flatMap((part) => {
    if (part.hole) return [part];
    const cut: StringPart[] = [];
    let from = 0;
    for (const match of part.text.matchAll(place)) {
      if (match.index > from) cut.push(slicePart(part, from, match.index));
      const end = match.index + match[0].length;
      cut.push({ ...slicePart(part, match.index, end), text: stand, hole });
      from = end;
    }
    if (from < part.text.length) cut.push(slicePart(part, from, part.text.length));
    return cut;
  });
}

function slicePart(part: StringPart, start: number, end: number): StringPart {
  const text = part.text.slice(start, end);
  const literal = part.file.end - part.file.start === part.text.length;
  return { text, file: literal ? { start: part.file.start + start, end: part.file.start + end } : part.file };
}
