import type { TargetVersion } from '../../../model/dialect.ts';
import { emptyReading, type Reading, type SyntaxProblem } from '../../../model/script.ts';
import { parse } from './parser.ts';
import { offsetOfCharacter, Source } from './source.ts';
import { readStatement } from './statement.ts';

/** Longer statements (characters) are split and counted, not parsed. */
export const longestStatement = 1_000_000;

/** Reads one statement's text for a server of the version. Never throws. */
export function readText(text: string, version: TargetVersion): Reading {
  if (text.length > longestStatement) return emptyReading;
  const source = new Source(text);
  if (source.count === 0) return { ...emptyReading, confidence: 'exact' };
  const parsed = parse(text);
  if (parsed.kind === 'failure' || version < 0) return emptyReading;
  if (parsed.kind === 'error') {
    return {
      ...emptyReading,
      confidence: 'exact',
      syntaxProblems: [problem(text, parsed.message, parsed.characters, source)],
    };
  }
  const operations = [];
  const queries = [];
  for (const node of parsed.statements) {
    const read = readStatement(node, source);
    operations.push(...read.operations);
    queries.push(...read.queries);
  }
  return { ...emptyReading, confidence: 'exact', operations, queries };
}

function problem(text: string, message: string, characters: number, source: Source): SyntaxProblem {
  const index = source.indexBefore(offsetOfCharacter(text, characters)) + 1;
  const token = Math.min(index, source.count - 1);
  return { message, span: source.span(token, token), code: '42601' };
}
