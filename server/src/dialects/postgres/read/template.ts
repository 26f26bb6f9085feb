import { filledTables, type OperationKind } from '../../../model/operation.ts';
import type { Reading } from '../../../model/script.ts';
import type { Span } from '../../../model/span.ts';
import { type VaryingKind, type VaryingToken, varyingKind } from './shape.ts';

/**
 * A reading with holes: which of its texts, numbers and offsets follow the varying tokens. Found by reading the statement
 * once more with a filling in place of each varying token, which is then looked for in what was read.
 */
export interface Template {
  readonly tokens: readonly VaryingToken[];
  readonly parts: { readonly [Key in keyof ReadParts]: Part };
  /** How many parts stand in several places of the reading. */
  readonly shared: number;
  /** The tables that its operations fill. */
  readonly fills: Part;
  /** Of the operations, in their order. */
  readonly kinds: readonly OperationKind[];
}

/** What readings of a shape differ in: they are exact, and have no body and no problem. */
export type ReadParts = Pick<Reading, 'operations' | 'queries' | 'features'>;

/** What is made anew for each statement. */
export type Part =
  /** The same in all statements of the shape. */
  | { readonly kind: 'same'; readonly value: unknown }
  | { readonly kind: 'text' | 'number'; readonly value: number }
  /** `before…`: how many varying tokens end before the offset. */
  | {
      readonly kind: 'span';
      readonly start: number;
      readonly end: number;
      readonly beforeStart: number;
      readonly beforeEnd: number;
    }
  /** The same object in several places: an operation's query is one of the statement's. */
  | { readonly kind: 'shared'; readonly index: number; readonly part: Part }
  | { readonly kind: 'array'; readonly parts: readonly Part[] }
  | {
      readonly kind: 'object';
      readonly model: Readonly<Record<string, unknown>>;
      readonly keys: readonly string[];
      readonly parts: readonly Part[];
    };

/** What stands in for the varying tokens of a statement while its template is found. */
interface Filled {
  readonly text: string;
  readonly tokens: readonly VaryingToken[];
  /** By index of the value; undefined where it stays as it is. */
  readonly fillings: readonly (string | undefined)[];
}

/** The varying tokens of the statement, and their values by index. */
export interface TracedShape {
  readonly tokens: readonly VaryingToken[];
  readonly values: readonly string[];
}

/** How often a statement is read with fewer fillings before it is given up. */
const mostRounds = 3;

/**
 * Finds the template of a statement, and which of its values must stay as they are for the template to hold (`fixed`, by
 * index). Undefined where the reading cannot be traced to the tokens.
 */
export function findTemplate(
  text: string,
  shape: TracedShape,
  alreadyFixed: ReadonlySet<number>,
  read: (text: string) => Reading,
): { readonly template: Template; readonly fixed: ReadonlySet<number> } | undefined {
  const fixed = new Set(alreadyFixed);
  for (let round = 0; round < mostRounds; round++) {
    const filled = fill(text, shape, fixed);
    const reading = read(filled.text);
    if (!isTraceable(reading)) {
      if (round > 0) return undefined;
      for (const token of shape.tokens) if (token.kind >= varyingKind.string) fixed.add(token.value);
      continue;
    }
    const untraced = untracedValues(reading, filled);
    if (untraced.size === 0) {
      const template = new Tracer(filled).template(reading);
      return template && { template, fixed };
    }
    for (const value of untraced) fixed.add(value);
  }
  return undefined;
}

function isTraceable(reading: Reading): boolean {
  return reading.confidence === 'exact' && reading.syntaxProblems.length === 0 && reading.body.length === 0;
}

const stem = 'zqx';
/** Greater than any other number that a reading is likely to have. */
const firstNumber = 771_000_000;

/**
 * Every filling is longer than what it replaces, so that an offset that the tracer does not know moves and is noticed; no
 * name is so long that the server cuts it off.
 */
function fill(text: string, shape: TracedShape, fixed: ReadonlySet<number>): Filled {
  const fillings = shape.values.map((value, index) =>
    fixed.has(index) ? undefined : `${stem}${index}x`.padEnd(value.length + 1, '_'),
  );
  const tokens: VaryingToken[] = [];
  let filled = '';
  let at = 0;
  for (const token of shape.tokens) {
    filled += text.slice(at, token.start);
    const start = filled.length;
    const filling = fillings[token.value];
    filled += filling === undefined ? text.slice(token.start, token.end) : asWritten(filling, token);
    tokens.push({ ...token, start, end: filled.length });
    at = token.end;
  }
  return { text: filled + text.slice(at), tokens, fillings };
}

function asWritten(filling: string, token: VaryingToken): string {
  switch (token.kind) {
    case varyingKind.name:
      return filling;
    case varyingKind.foldedName:
      return capitalized(filling);
    case varyingKind.quotedName:
      return `"${filling}"`;
    case varyingKind.quotedMixedName:
      return `"${capitalized(filling)}"`;
    case varyingKind.string:
      return `'${capitalized(filling)}'`;
    case varyingKind.number:
      return String(firstNumber + token.value);
  }
}

function capitalized(filling: string): string {
  return `Z${filling.slice(1)}`;
}

/** The filling as a value of a reading: what the server makes of the token as written. */
function valueRead(filling: string, kind: VaryingKind): string {
  return kind === varyingKind.quotedMixedName || kind === varyingKind.string ? capitalized(filling) : filling;
}

/**
 * The values that do not show up as they are. Names must be somewhere in the reading; literals must be constants at exactly
 * their tokens' places, for elsewhere their value may mean something.
 */
function untracedValues(reading: Reading, filled: Filled): ReadonlySet<number> {
  const texts = new Set<string>();
  const constants = new Set<string>();
  const walk = (part: unknown): void => {
    if (typeof part === 'string') texts.add(part);
    else if (Array.isArray(part)) part.forEach(walk);
    else if (isObject(part)) {
      if (isLiteral(part) && isSpan(part.span)) constants.add(`${part.span.start} ${part.span.end} ${part.value}`);
      for (const key in part) walk(part[key]);
    }
  };
  walk(reading);
  const untraced = new Set<number>();
  const last = filled.tokens.at(-1);
  const isComment = /^\s*comment\b/i.test(filled.text);
  for (const token of filled.tokens) {
    const filling = filled.fillings[token.value];
    if (filling === undefined) continue;
    if (token.kind < varyingKind.string) {
      if (!texts.has(valueRead(filling, token.kind))) untraced.add(token.value);
      continue;
    }
    // The text of a COMMENT is not read at all.
    if (token === last && isComment && /\bis\s+$/i.test(filled.text.slice(0, token.start))) continue;
    const value = token.kind === varyingKind.number ? firstNumber + token.value : valueRead(filling, token.kind);
    if (!constants.has(`${token.start} ${token.end} ${value}`)) untraced.add(token.value);
  }
  return untraced;
}

/** Whether it is a string or number of an expression. */
function isLiteral(part: Readonly<Record<string, unknown>>): boolean {
  return part.kind === 'constant' && (part.type === 'string' || part.type === 'number');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isSpan(value: unknown): value is Span {
  return isObject(value) && typeof value.start === 'number' && typeof value.end === 'number';
}

/** Makes the parts of a template from the reading of a filled statement. */
class Tracer {
  private readonly tokens: readonly VaryingToken[];
  private readonly names = new Map<unknown, Part>();
  private readonly literals = new Map<unknown, Part>();
  /** Objects met once, and what became of those met again. */
  private readonly met = new Set<object>();
  private readonly again = new Map<object, Part | undefined>();
  private shared = 0;
  private failed = false;

  constructor(filled: Filled) {
    this.tokens = filled.tokens;
    for (const { kind, value } of filled.tokens) {
      const filling = filled.fillings[value];
      if (filling === undefined) continue;
      if (kind === varyingKind.number) this.literals.set(firstNumber + value, { kind: 'number', value });
      else if (kind === varyingKind.string) this.literals.set(valueRead(filling, kind), { kind: 'text', value });
      else this.names.set(valueRead(filling, kind), { kind: 'text', value });
    }
  }

  /** Undefined where a filling shows up changed or where it does not belong, or an offset lies inside a varying token. */
  template(reading: Reading): Template | undefined {
    this.meet(reading);
    const parts = {
      operations: this.trace(reading.operations),
      queries: this.trace(reading.queries),
      features: this.trace(reading.features),
    };
    // To be made by itself: nothing in it is shared with the rest.
    this.again.clear();
    const fills = this.trace(reading.operations.flatMap(filledTables));
    if (this.failed) return undefined;
    const kinds = reading.operations.map(({ kind }) => kind);
    return { tokens: this.tokens, parts, shared: this.shared, fills, kinds };
  }

  private meet(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (this.met.has(value)) {
      this.again.set(value, undefined);
      return;
    }
    this.met.add(value);
    for (const inner of Object.values(value)) this.meet(inner);
  }

  private trace(value: unknown): Part {
    const name = this.names.get(value);
    if (name) return name;
    if (isObject(value)) {
      if (!this.again.has(value)) return this.compound(value);
      const known = this.again.get(value);
      if (known) return known;
      const part = this.compound(value);
      const once: Part = part.kind === 'same' ? part : { kind: 'shared', index: this.shared++, part };
      this.again.set(value, once);
      return once;
    }
    if (typeof value === 'string' && value.toLowerCase().includes(stem)) this.failed = true;
    if (typeof value === 'number' && Math.abs(value) >= firstNumber) this.failed = true;
    return { kind: 'same', value };
  }

  private compound(value: Readonly<Record<string, unknown>>): Part {
    if (Array.isArray(value)) return this.array(value);
    return isSpan(value) && Object.keys(value).length === 2 ? this.span(value) : this.object(value);
  }

  private array(items: readonly unknown[]): Part {
    const parts = items.map((item) => this.trace(item));
    if (parts.every(({ kind }) => kind === 'same')) return { kind: 'same', value: items };
    return { kind: 'array', parts };
  }

  private object(value: Readonly<Record<string, unknown>>): Part {
    const model: Record<string, unknown> = {};
    const keys: string[] = [];
    const parts: Part[] = [];
    for (const [key, inner] of Object.entries(value)) {
      if (key.toLowerCase().includes(stem)) this.failed = true;
      const literal = key === 'value' && isLiteral(value) ? this.literals.get(inner) : undefined;
      const part = literal ?? this.trace(inner);
      model[key] = part.kind === 'same' ? part.value : undefined;
      if (part.kind === 'same') continue;
      keys.push(key);
      parts.push(part);
    }
    return keys.length === 0 ? { kind: 'same', value } : { kind: 'object', model, keys, parts };
  }

  private span({ start, end }: Span): Part {
    return { kind: 'span', start, end, beforeStart: this.before(start), beforeEnd: this.before(end) };
  }

  private before(offset: number): number {
    let count = 0;
    for (const token of this.tokens) {
      if (token.end <= offset) count++;
      else if (token.start < offset) this.failed = true;
    }
    return count;
  }
}
