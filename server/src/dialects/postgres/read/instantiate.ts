import type { QualifiedName } from '../../../model/names.ts';
import type { Shape } from './shape.ts';
import type { Part, ReadParts, Template } from './template.ts';

/** What a statement of the template's shape says. */
export function instantiate(template: Template, shape: Shape): ReadParts {
  const instance = instanceOf(template, shape);
  const { operations, queries, features } = template.parts;
  // In the order in which parts that stand in several places were numbered.
  return {
    operations: build(operations, instance) as ReadParts['operations'],
    queries: build(queries, instance) as ReadParts['queries'],
    features: build(features, instance) as ReadParts['features'],
  };
}

/** The tables that such a statement fills. */
export function instantiateFills(template: Template, shape: Shape): readonly QualifiedName[] {
  return build(template.fills, instanceOf(template, shape)) as readonly QualifiedName[];
}

/** The same, in which every look at something that differs between statements of the shape calls `onLook` first. */
export function instantiateObserved(template: Template, shape: Shape, onLook: () => void): ReadParts {
  const instance = instanceOf(template, shape);
  const observer = { instance, onLook };
  const { operations, queries, features } = template.parts;
  return {
    operations: buildObserved(operations, observer) as ReadParts['operations'],
    queries: buildObserved(queries, observer) as ReadParts['queries'],
    features: buildObserved(features, observer) as ReadParts['features'],
  };
}

interface Instance {
  readonly values: readonly string[];
  /** By number of varying tokens before: how far an offset moves. */
  readonly shifts: readonly number[];
  readonly shared: unknown[];
}

/** One for all: each is used up before the next one is needed. */
const instance: { values: readonly string[]; shifts: number[]; shared: unknown[] } = {
  values: [],
  shifts: [0],
  shared: [],
};

function instanceOf({ tokens, shared }: Template, { count, starts, ends, values }: Shape): Instance {
  let shift = 0;
  for (let at = 0; at < count; at++) {
    const model = tokens[at];
    if (model) shift += (ends[at] ?? 0) - (starts[at] ?? 0) - (model.end - model.start);
    instance.shifts[at + 1] = shift;
  }
  instance.values = values;
  instance.shared = shared > 0 ? new Array<unknown>(shared) : nothingShared;
  return instance;
}

const nothingShared: unknown[] = [];

function build(part: Part, instance: Instance): unknown {
  switch (part.kind) {
    case 'same':
      return part.value;
    case 'text':
    case 'number':
      return textOrNumber(part, instance);
    case 'span':
      return { start: startOf(part, instance), end: endOf(part, instance) };
    case 'shared':
      instance.shared[part.index] ??= build(part.part, instance);
      return instance.shared[part.index];
    case 'array': {
      const { parts } = part;
      const items = new Array<unknown>(parts.length);
      for (let index = 0; index < parts.length; index++) {
        const item = parts[index];
        if (item) items[index] = build(item, instance);
      }
      return items;
    }
    case 'object': {
      const { keys, parts } = part;
      const made: Record<string, unknown> = { ...part.model };
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index];
        const inner = parts[index];
        if (key !== undefined && inner) made[key] = build(inner, instance);
      }
      return made;
    }
  }
}

type PartOf<Kind extends Part['kind']> = Part & { readonly kind: Kind };

function textOrNumber(part: PartOf<'text' | 'number'>, { values }: Instance): unknown {
  return part.kind === 'number' ? Number(values[part.value]) : values[part.value];
}

function startOf(part: PartOf<'span'>, { shifts }: Instance): number {
  return part.start + (shifts[part.beforeStart] ?? 0);
}

function endOf(part: PartOf<'span'>, { shifts }: Instance): number {
  return part.end + (shifts[part.beforeEnd] ?? 0);
}

interface Observer {
  readonly instance: Instance;
  readonly onLook: () => void;
}

function buildObserved(part: Part, observer: Observer): unknown {
  const { instance } = observer;
  switch (part.kind) {
    case 'same':
    case 'text':
    case 'number':
      return build(part, instance);
    case 'span': {
      const span = {};
      watch(span, 'start', startOf(part, instance), observer);
      watch(span, 'end', endOf(part, instance), observer);
      return span;
    }
    case 'shared':
      instance.shared[part.index] ??= buildObserved(part.part, observer);
      return instance.shared[part.index];
    case 'array': {
      const items: unknown[] = new Array(part.parts.length);
      for (const [index, item] of part.parts.entries()) put(items, index, item, observer);
      return items;
    }
    case 'object': {
      const made: Record<string, unknown> = { ...part.model };
      for (const [index, key] of part.keys.entries()) {
        const inner = part.parts[index];
        if (inner) put(made, key, inner, observer);
      }
      return made;
    }
  }
}

function put(target: object, key: string | number, part: Part, observer: Observer): void {
  const value = buildObserved(part, observer);
  if (part.kind === 'text' || part.kind === 'number') watch(target, key, value, observer);
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function watch(target: object, key: string | number, value: unknown, { onLook }: Observer): void {
  Object.defineProperty(target, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      onLook();
      return value;
    },
  });
}
