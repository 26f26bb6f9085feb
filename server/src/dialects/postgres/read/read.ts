import type { TargetVersion } from '../../../model/dialect.ts';
import type { Operation } from '../../../model/operation.ts';
import type { Query } from '../../../model/query.ts';
import { type BodyStatement, emptyReading, type Reading, type VersionedFeature } from '../../../model/script.ts';
import { readBodies } from './body.ts';
import { isTooDeep } from './depth.ts';
import { findFeatures } from './features.ts';
import { newerSyntaxAt } from './newerSyntax.ts';
import { type ParsedStatement, parse } from './parser.ts';
import {
  type Filling,
  fill,
  fillings,
  findPlaceholders,
  firstFilling,
  type Placeholder,
  restoreNames,
} from './placeholders.ts';
import { Source } from './source.ts';
import { readStatement } from './statement.ts';
import { offendingIndex, syntaxProblem } from './syntaxProblem.ts';

/** Longer statements (characters) are split and counted, not parsed. */
const longestStatement = 1_000_000;

/** How often placeholders are filled differently before the text is given up. */
const mostAttempts = 12;

type Read = (text: string, version: TargetVersion) => Reading;

/**
 * Reads the text of a statement (or several) for a server of the version. Never throws. `readInner` reads the statements of
 * bodies, of which one function may have thousands.
 */
export function readText(text: string, version: TargetVersion, readInner: Read = readText): Reading {
  if (text.length > longestStatement) return emptyReading;
  const source = new Source(wellFormed(text));
  if (source.count === 0) return { ...emptyReading, confidence: 'exact' };
  if (isTooDeep(source)) return emptyReading;
  try {
    return readSource(source, version, readInner);
  } catch (error) {
    // Stacks differ between hosts: what is too deep here is not read. Anything else would be a defect of ours.
    if (error instanceof RangeError) return emptyReading;
    throw error;
  }
}

function readSource(source: Source, version: TargetVersion, readInner: Read): Reading {
  const text = source.plain;
  const parsed = parse(text);
  if (parsed.kind === 'failure') return emptyReading;
  if (parsed.kind === 'tree') return readStatements(parsed.statements, source, version, readInner);
  const older = withoutOldSyntax(text, source, version);
  if (older !== undefined) {
    const again = parse(older);
    if (again.kind === 'tree') return readStatements(again.statements, source, version, readInner);
  }
  const refusal = refused(source, parsed.message, parsed.characters, version);
  const placeholders = findPlaceholders(source);
  return placeholders.length > 0 ? readFilled(text, placeholders, version, refusal) : refusal;
}

function refused(source: Source, message: string, characters: number, version: TargetVersion): Reading {
  const feature = newerSyntaxAt(source, offendingIndex(source, characters));
  if (feature) return { ...emptyReading, features: [feature] };
  // Up to 14 the server took `1a` for `1 AS a`.
  if (version < 15 && message.startsWith('trailing junk after')) return emptyReading;
  return { ...emptyReading, confidence: 'exact', syntaxProblems: [syntaxProblem(source, message, characters)] };
}

/** Reads each parsed statement; their places are told apart where the text holds several. */
function readStatements(
  statements: readonly ParsedStatement[],
  source: Source,
  version: TargetVersion,
  readInner: Read,
): Reading {
  const [only] = statements;
  if (statements.length === 1 && only) return readParsed(only, source, version, readInner);
  const readings = statements.map((statement) => {
    const start = source.offset(statement.location) ?? 0;
    const end = statement.length === 0 ? source.text.length : source.offset(statement.location + statement.length);
    const part = new Source(source.plain, source.placeholders, { start, end: end ?? source.text.length });
    return readParsed(statement, part, version, readInner);
  });
  return {
    ...emptyReading,
    confidence: 'exact',
    operations: readings.flatMap((reading) => reading.operations),
    queries: readings.flatMap((reading) => reading.queries),
    body: readings.flatMap((reading) => reading.body),
    features: readings.flatMap((reading) => reading.features),
  };
}

function readParsed({ node }: ParsedStatement, source: Source, version: TargetVersion, readInner: Read): Reading {
  const read: { operations: readonly Operation[]; queries: readonly Query[] } = readStatement(node, source);
  const features: readonly VersionedFeature[] = findFeatures(source);
  const body: readonly BodyStatement[] = readBodies(node, source, (text) => readInner(text, version));
  return {
    operations: read.operations,
    queries: read.queries,
    syntaxProblems: [],
    body,
    confidence: 'exact',
    features,
  };
}

/** Reads with the placeholders filled in, each another way where the parser stumbles over it; `refusal`: without them. */
function readFilled(
  text: string,
  placeholders: readonly Placeholder[],
  version: TargetVersion,
  refusal: Reading,
): Reading {
  const starts = new Set(placeholders.map((placeholder) => placeholder.start));
  const chosen: Filling[] = placeholders.map((placeholder) => firstFilling(text, placeholder));
  const tried = new Map<number, number>();
  let problem: Reading | undefined;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const filled = fill(text, placeholders, chosen);
    const inner = new Source(filled, starts);
    if (inner.count === 0) return emptyReading;
    const parsed = parse(filled);
    if (parsed.kind === 'failure') return emptyReading;
    if (parsed.kind === 'tree') {
      // Names are put back into plain readings only.
      const reading = readStatements(parsed.statements, inner, version, readText);
      return { ...restoreNames(reading, text, placeholders), confidence: 'partial' };
    }
    problem ??= { ...refused(inner, parsed.message, parsed.characters, version), confidence: 'partial' };
    const index = suspect(placeholders, inner, parsed.characters, tried);
    if (index < 0) break;
    const turn = (tried.get(index) ?? 0) + 1;
    tried.set(index, turn);
    const current = chosen[index] ?? 'name';
    chosen[index] = fillings[(fillings.indexOf(current) + 1) % fillings.length] ?? 'name';
  }
  // A template can become anything, so that a refusal says nothing about the text.
  if (!problem || placeholders.some((placeholder) => placeholder.form === 'template')) return emptyReading;
  const [original] = refusal.syntaxProblems;
  const isElsewhere = !placeholders.some(
    ({ start, end }) => original && original.span.start < end && start < original.span.end,
  );
  if (isElsewhere) return { ...refusal, confidence: 'partial' };
  return placeholders.some(({ form }) => form === 'text') ? emptyReading : restoreNames(problem, text, placeholders);
}

/** The placeholder at or just before the place of the error that has not been filled in all ways yet; -1 for none. */
function suspect(
  placeholders: readonly Placeholder[],
  source: Source,
  characters: number,
  tried: ReadonlyMap<number, number>,
): number {
  const at = source.end(offendingIndex(source, characters));
  for (let index = placeholders.length - 1; index >= 0; index--) {
    const placeholder = placeholders[index];
    if (placeholder && placeholder.start < at && (tried.get(index) ?? 0) < fillings.length - 1) return index;
  }
  return -1;
}

/** The text without what servers up to 11 took and the grammar no longer has; undefined where nothing of it is there. */
function withoutOldSyntax(text: string, source: Source, version: TargetVersion): string | undefined {
  if (version > 11) return undefined;
  for (let index = 0; index < source.count; index++) {
    if (!source.isWord(index, 'with') || !source.isWord(index + 1, 'oids')) continue;
    const { start, end } = source.span(index, index + 1);
    return text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
  }
  return undefined;
}

/** Without what a C string or UTF-8 cannot hold, at the same length. */
function wellFormed(text: string): string {
  let printable = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  if (text.includes('\0')) printable = printable.replaceAll('\0', ' ');
  if (!/[\ud800-\udfff]/.test(printable)) return printable;
  return printable.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (unit) =>
    unit.length === 2 ? unit : '\ufffd',
  );
}
