import type { Node } from '@pgsql/types';
import type { BodyStatement, Reading } from '../../../model/script.ts';
import { tokenKind } from '../lexer.ts';
import { bodyOf, itemsOf, optionsOf, stringOf } from './nodes.ts';
import { type Embedded, PlpgsqlScanner, statementsBetween } from './plpgsql.ts';
import { Source } from './source.ts';
import { stringContent, withoutDoubledQuotes } from './stringContent.ts';

/** The SQL statements inside the body of DO, CREATE FUNCTION and CREATE PROCEDURE, read by `read`. */
export function readBodies(node: Node, source: Source, read: (text: string) => Reading): BodyStatement[] {
  return embeddedStatements(node, source)
    .filter((statement) => statement.text.trim() !== '')
    .map(({ span, text }) => ({ span, text, reading: read(text) }));
}

function embeddedStatements(node: Node, source: Source): readonly Embedded[] {
  const block = bodyOf(node, 'DoStmt');
  if (block) {
    const options = optionsOf(block.args);
    return inString(literalAfter(source, 'do'), language(options.get('language')) ?? 'plpgsql', source);
  }
  const routine = bodyOf(node, 'CreateFunctionStmt');
  if (!routine) return [];
  if (routine.sql_body) return atomicBody(source);
  const options = optionsOf(routine.options);
  const body = options.get('as');
  // A second string is the symbol of a C function.
  if (body === undefined || body === true || itemsOf(body).length !== 1) return [];
  return inString(literalAfter(source, 'as'), language(options.get('language')) ?? 'sql', source);
}

function language(option: Node | true | undefined): string | undefined {
  return option === undefined || option === true ? undefined : stringOf(option)?.toLowerCase();
}

/** The string that is the body: the first behind the word, but not one behind LANGUAGE. */
function literalAfter(source: Source, word: string): number {
  const from = source.findWord(word, 0);
  for (let index = Math.max(from, 0); index < source.count; index++) {
    const kind = source.kinds[index];
    const isString = kind === tokenKind.string || kind === tokenKind.dollarString;
    if (isString && source.isWord(index - 1, word)) return index;
    if (isString && word === 'do' && !source.isWord(index - 1, 'language')) return index;
  }
  return -1;
}

function inString(token: number, languageName: string, source: Source): readonly Embedded[] {
  if (languageName !== 'plpgsql' && languageName !== 'sql') return [];
  const content = token < 0 ? undefined : stringContent(source, token);
  if (!content) return [];
  const text = content.doubled ? withoutDoubledQuotes(source.text, content.span) : source.text;
  const body = new Source(text, source.placeholders, content.span);
  return languageName === 'sql' ? statementsBetween(body, 0, body.count) : new PlpgsqlScanner(body).scan();
}

/** `BEGIN ATOMIC … END`, or `RETURN expression`, whose queries alone count. */
function atomicBody(source: Source): readonly Embedded[] {
  const atomic = source.findWord('atomic', 0);
  const first = atomic >= 0 ? atomic + 1 : source.findWord('return', 0);
  const last = atomic >= 0 && source.isWord(source.count - 1, 'end') ? source.count - 1 : source.count;
  return first < 0 ? [] : statementsBetween(source, first, last);
}
