import type { TargetVersion } from '../../model/dialect.ts';
import type { Reading } from '../../model/script.ts';
import { plainInsertAt } from './plainInsert.ts';

/** UTF-16 units after which a run is cut: what an edit in it reads again. */
const longestRun = 65_536;

/** Several plain INSERTs in a row with nothing but white space between them. */
export interface InsertRun {
  /** Offset of the first one. */
  readonly start: number;
  /** Offset before the last semicolon. */
  readonly contentEnd: number;
  /** Offset after it. */
  readonly end: number;
}

/**
 * The run that begins after white space at the offset, of two statements or more. It ends early where `isCut` says so of the
 * offset after a statement.
 */
export function insertRunAt(
  text: string,
  from: number,
  isCut: (end: number) => boolean = () => false,
): InsertRun | undefined {
  const start = skipSpace(text, from);
  let count = 0;
  let end = start;
  while (end - start < longestRun) {
    const next = plainInsertAt(text, skipSpace(text, end));
    if (!next) break;
    end = next.end;
    count++;
    if (isCut(end)) break;
  }
  return count > 1 ? { start, contentEnd: end - 1, end } : undefined;
}

/** Where the statements of a run begin and end, without their semicolons; undefined for a text that is none. */
function statementsOf(text: string) {
  const statements: { readonly start: number; readonly headEnd: number; readonly end: number }[] = [];
  // The last semicolon is not part of the text.
  const whole = `${text};`;
  for (let at = 0; at < whole.length; ) {
    const found = plainInsertAt(whole, at);
    if (!found) return undefined;
    statements.push({ start: at, headEnd: found.headEnd, end: found.end - 1 });
    at = skipSpace(whole, found.end);
  }
  return statements.length > 1 ? statements : undefined;
}

/** The reading of a run: of one statement for each head, at its place. Undefined for a text that is none. */
export function readInsertRun(
  text: string,
  version: TargetVersion,
  read: (text: string, version: TargetVersion) => Reading,
): Reading | undefined {
  if (!isInsert.test(text) || !text.includes(';')) return undefined;
  const statements = statementsOf(text);
  if (!statements) return undefined;
  const heads = new Set<string>();
  let kept = '';
  for (const { start, headEnd, end } of statements) {
    const head = text.slice(start, headEnd);
    if (heads.has(head)) continue;
    heads.add(head);
    kept += ' '.repeat(start - kept.length) + text.slice(start, end + 1);
  }
  return { ...read(kept, version), statements: statements.length };
}

const isInsert = /^insert\b/i;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/[ \t\n\r\f\v]/.test(text.charAt(at))) at++;
  return at;
}
