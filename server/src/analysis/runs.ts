import { dialectSupport } from '../dialects/registry.ts';
import type { Script, Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';

/**
 * Where the statements lie that a statement of the script is made of, in the file: the INSERTs of a run, which a long file
 * has as one; otherwise only itself.
 */
export function statementSpansIn(script: Script, { span, text, reading }: Statement): readonly Span[] {
  if (reading.statements === undefined) return [span];
  const { segments } = dialectSupport(script.dialect).split(text);
  return segments.map((segment) => ({ start: span.start + segment.span.start, end: span.start + segment.span.end }));
}

/** How many statements the script has. */
export function statementCount({ statements }: Script): number {
  let count = 0;
  for (const { reading } of statements) count += reading.statements ?? 1;
  return count;
}
