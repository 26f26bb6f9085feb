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
  /** By the fixed values' texts: the template; `once` where one statement has been read; `none` where there cannot be one. */
  readonly templates: Map<string, TemplateShape | 'once' | 'none'>;
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
    shapes.known.set(shape.key, { fixed: new Set(), templates: new Map([['', 'once']]) });
    shapes.entries++;
    return read(text, version);
  };
}

function readKnown(text: string, shape: Shape, known: Known, read: (text: string) => Reading): Reading {
  const fixedTexts = known.fixed.size === 0 ? '' : fixedTextsOf(text, shape, known.fixed);
  const template = known.templates.get(fixedTexts);
  if (typeof template === 'object') return template.reading(text, shape);
  const { values } = shape;
  const traced = { tokens: tokensOf(shape), values: [...values] };
  const reading = read(text);
  if (template === 'none' || known.templates.size > mostTemplates) return reading;
  if (template === undefined) {
    known.templates.set(fixedTexts, 'once');
    return reading;
  }
  const found = findTemplate(text, traced, known.fixed, read);
  const own = shapeOf(text);
  if (!found || !own || !isReadAs(reading, instantiate(found.template, own))) {
    known.templates.set(fixedTexts, 'none');
    return reading;
  }
  if (found.fixed.size > known.fixed.size) {
    // What was fixed so far did not tell enough.
    known.fixed = found.fixed;
    known.templates.clear();
  }
  known.templates.set(fixedTextsOf(text, own, known.fixed), new TemplateShape(found.template));
  return reading;
}

function fixedTextsOf(text: string, shape: Shape, fixed: ReadonlySet<number>): string {
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
