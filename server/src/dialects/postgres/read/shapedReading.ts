import type { QualifiedName } from '../../../model/names.ts';
import { isOfRows, type OperationKind } from '../../../model/operation.ts';
import type { BodyStatement, Reading, ReadingShape, SyntaxProblem } from '../../../model/script.ts';
import { instantiate, instantiateFills, instantiateObserved } from './instantiate.ts';
import { type Shape, shapeOf } from './shape.ts';
import type { ReadParts, Template } from './template.ts';

/** The shape that statements read with a template have in common. */
export class TemplateShape implements ReadingShape {
  readonly template: Template;
  /** Somebody asked what a statement of the shape says beyond the tables that it fills: others will be asked too. */
  isAsked: boolean;

  constructor(template: Template) {
    this.template = template;
    // What changes the schema is asked by the replay; a comment changes nothing that is kept.
    this.isAsked = !template.kinds.every((kind) => isOfRows(kind) || kind === 'comment');
  }

  get kinds(): readonly OperationKind[] {
    return this.template.kinds;
  }

  /** The reading of a text of this shape. */
  reading(text: string, shape: Shape): Reading {
    return this.isAsked
      ? new ShapedReading(this, text, undefined, instantiate(this.template, shape))
      : new ShapedReading(this, text, instantiateFills(this.template, shape), undefined);
  }

  observed(text: string, onLook: () => void): Reading {
    const shape = shapeOf(text);
    return new ShapedReading(this, text, undefined, shape && instantiateObserved(this.template, shape, onLook));
  }
}

/** Made of a template and a text; what it says is made when it is first looked at, which for most rows of data is never. */
class ShapedReading implements Reading {
  readonly shape: TemplateShape;
  readonly fills: readonly QualifiedName[] | undefined;
  private readonly text: string;
  private parts: ReadParts | undefined;

  constructor(
    shape: TemplateShape,
    text: string,
    fills: readonly QualifiedName[] | undefined,
    parts: ReadParts | undefined,
  ) {
    this.shape = shape;
    this.text = text;
    this.fills = fills;
    this.parts = parts;
  }

  get operations(): ReadParts['operations'] {
    return this.made.operations;
  }

  get queries(): ReadParts['queries'] {
    return this.made.queries;
  }

  get features(): ReadParts['features'] {
    return this.made.features;
  }

  get syntaxProblems(): readonly SyntaxProblem[] {
    return noProblems;
  }

  get body(): readonly BodyStatement[] {
    return noBody;
  }

  get confidence(): 'exact' {
    return 'exact';
  }

  private get made(): ReadParts {
    if (this.parts) return this.parts;
    this.shape.isAsked = true;
    const shape = shapeOf(this.text);
    if (!shape) throw new Error('A text that had a shape has none.');
    this.parts = instantiate(this.shape.template, shape);
    return this.parts;
  }
}

const noProblems: readonly SyntaxProblem[] = [];
const noBody: readonly BodyStatement[] = [];
