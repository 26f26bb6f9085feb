import type { Dialect, TargetVersion } from '../model/dialect.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Operation } from '../model/operation.ts';
import type { Query } from '../model/query.ts';
import type {
  BodyStatement,
  Reading,
  ReadingShape,
  Statement,
  SyntaxProblem,
  VersionedFeature,
} from '../model/script.ts';
import type { DialectSupport } from './dialect.ts';

/**
 * Dialects whose readings are made when they are first looked at, for a program that goes through many statements once:
 * what `letGo` has let go does not pile up.
 */
export function readingInPassing(dialects: (dialect: Dialect) => DialectSupport): (dialect: Dialect) => DialectSupport {
  const known = new Map<Dialect, DialectSupport>();
  return (dialect) => {
    const made = known.get(dialect) ?? inPassing(dialects(dialect));
    known.set(dialect, made);
    return made;
  };
}

function inPassing(support: DialectSupport): DialectSupport {
  return { ...support, read: (text, version) => new PassingReading(text, version, support) };
}

/** The statement will hardly be looked at again: what can be read again is let go. */
export function letGo({ reading }: Statement): void {
  if (reading instanceof PassingReading) reading.letGo();
}

class PassingReading implements Reading {
  private readonly text: string;
  private readonly version: TargetVersion;
  private readonly support: DialectSupport;
  private known: Reading | undefined;
  private knownShape: ReadingShape | undefined;

  constructor(text: string, version: TargetVersion, support: DialectSupport) {
    this.text = text;
    this.version = version;
    this.support = support;
  }

  get operations(): readonly Operation[] {
    return this.reading.operations;
  }

  get queries(): readonly Query[] {
    return this.reading.queries;
  }

  get syntaxProblems(): readonly SyntaxProblem[] {
    return this.reading.syntaxProblems;
  }

  get body(): readonly BodyStatement[] {
    return this.known || this.support.mayHaveBody(this.text) ? this.reading.body : noBody;
  }

  get confidence(): Reading['confidence'] {
    return this.reading.confidence;
  }

  get features(): readonly VersionedFeature[] {
    return this.reading.features;
  }

  get fills(): readonly QualifiedName[] | undefined {
    return this.reading.fills;
  }

  get statements(): number | undefined {
    return this.knownShape ? undefined : this.reading.statements;
  }

  get shape(): ReadingShape | undefined {
    return this.knownShape ?? this.reading.shape;
  }

  /** What was read by itself is kept: reading it again would take long. */
  letGo(): void {
    if (!this.known?.shape) return;
    this.knownShape = this.known.shape;
    this.known = undefined;
  }

  private get reading(): Reading {
    this.known ??= this.support.read(this.text, this.version);
    return this.known;
  }
}

const noBody: readonly BodyStatement[] = [];
