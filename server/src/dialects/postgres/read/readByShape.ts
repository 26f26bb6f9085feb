import type { TargetVersion } from '../../../model/dialect.ts';
import type { Reading } from '../../../model/script.ts';
import { instantiate } from './instantiate.ts';
import { type Shape, shapeOf, tokensOf } from './shape.ts';
import { TemplateShape } from './shapedReading.ts';
import { findTemplate, type ReadParts } from './template.ts';

/** What is known of the statements of a shape. */
interface Known {
  /** Indices of the values that are part of what tells the templates apart. */
  fixed: ReadonlySet<number>;
  /** By the fixed values' texts: the template; what was read once; `none` where there cannot be one. */
  readonly templates: Map<string, TemplateShape | ReadOnce | 'none'>;
}

/** A statement that was read, for comparison with what a template makes of it. */
class ReadOnce {
  readonly text: string;
  readonly reading: Reading;

  constructor(text: string, reading: Reading) {
    this.text = text;
    this.reading = reading;
  }
}

/** Of one version. */
interface Shapes {
  readonly known: Map<string, Known>;
  /** Entries of all their templates. */
  entries: number;
}

/** Entries kept; a history seldom has more shapes that repeat. */
const mostEntries = 5000;
/** Different fixed values of one shape, beyond which its statements are read one by one. */
const mostTemplates = 50;

/**
 * Reads statements, those of a shape that has been read twice by substitution in a template. Tools and people write the
 * same statements with other names again and again.
 */
export function readByShape(
  read: (text: string, version: TargetVersion) => Reading,
): (text: string, version: TargetVersion) => Reading {
  const versions = new Map<TargetVersion, Shapes>();
  return (text, version) => {
    const shape = shapeOf(text);
    if (!shape) return read(text, version);
    let shapes = versions.get(version);
    if (!shapes || shapes.entries >= mostEntries) {
      shapes = { known: new Map(), entries: 0 };
      versions.set(version, shapes);
    }
    const known = shapes.known.get(shape.key);
    if (known) {
      const before = known.templates.size;
      const reading = readKnown(text, shape, known, (other) => read(other, version));
      shapes.entries += known.templates.size - before;
      return reading;
    }
    const { key } = shape;
    const reading = read(text, version);
    shapes.known.set(key, { fixed: new Set(), templates: new Map([['', new ReadOnce(text, reading)]]) });
    shapes.entries++;
    return reading;
  };
}

function readKnown(text: string, shape: Shape, known: Known, read: (text: string) => Reading): Reading {
  const fixedTexts = fixedTextsOf(text, shape, known.fixed);
  const template = known.templates.get(fixedTexts);
  if (template instanceof TemplateShape) return template.reading(text, shape);
  if (template instanceof ReadOnce && known.templates.size <= mostTemplates) {
    const found = templateOf(template, known, read);
    if (!found) known.templates.set(fixedTexts, 'none');
    // What was fixed so far may not have told enough: then the statement is one of another template.
    const own = found && shapeOf(text);
    if (own && fixedTextsOf(text, own, known.fixed) === found.fixedTexts) return found.template.reading(text, own);
  }
  const reading = read(text);
  if (template === undefined && known.templates.size <= mostTemplates) {
    known.templates.set(fixedTexts, new ReadOnce(text, reading));
  }
  return reading;
}

/** Finds a template in a statement that was read, and sees to it that it makes the same of that statement. */
function templateOf(
  { text, reading }: ReadOnce,
  known: Known,
  read: (text: string) => Reading,
): { readonly template: TemplateShape; readonly fixedTexts: string } | undefined {
  const shape = shapeOf(text);
  if (!shape) return undefined;
  const traced = { tokens: tokensOf(shape), values: [...shape.values] };
  const found = findTemplate(text, traced, known.fixed, read);
  const own = shapeOf(text);
  if (!found || !own || !isReadAs(reading, instantiate(found.template, own))) return undefined;
  if (found.fixed.size > known.fixed.size) {
    known.fixed = found.fixed;
    known.templates.clear();
  }
  const fixedTexts = fixedTextsOf(text, own, known.fixed);
  const template = new TemplateShape(found.template);
  known.templates.set(fixedTexts, template);
  return { template, fixedTexts };
}

function fixedTextsOf(text: string, shape: Shape, fixed: ReadonlySet<number>): string {
  if (fixed.size === 0) return '';
  let texts = '';
  for (let at = 0; at < shape.count; at++) {
    if (fixed.has(shape.indexes[at] ?? 0)) texts += `${text.slice(shape.starts[at], shape.ends[at])}\u0001`;
  }
  return texts;
}

function isReadAs({ operations, queries, features }: Reading, parts: ReadParts): boolean {
  return isSame(parts, { operations, queries, features });
}

/** Whether two values say the same, key by key. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) => key in other && isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}
