import { beforeAll, describe, expect, it } from 'vitest';
import { casesOf, sliced } from '../../../../../test/support/postgresReadings.ts';
import type { Expression } from '../../../model/expression.ts';
import type { Query } from '../../../model/query.ts';
import { loadParser } from './parser.ts';
import { readText } from './read.ts';

beforeAll(loadParser);

const expressionKinds: ReadonlySet<string> = new Set([
  'and',
  'cast',
  'column',
  'constant',
  'function',
  'in',
  'is-null',
  'like',
  'not',
  'operator',
  'or',
  'other',
  'parameter',
  'subquery',
]);
const queryKinds: ReadonlySet<string> = new Set(['delete', 'insert', 'merge', 'select', 'update']);

/** What cannot stand alone: defaults in VALUES, named arguments, table functions, words taken for strings. */
function standsAlone(expression: Expression, text: string): boolean {
  if (expression.kind === 'other') return !['SetToDefault', 'named argument'].includes(expression.form);
  if (expression.kind === 'function') return expression.name.name !== 'json_table';
  if (expression.kind === 'constant' && expression.type === 'string') return text[expression.span.end - 1] === "'";
  return true;
}

/** Every expression and query inside the value. */
function* parts(value: unknown): Generator<{ expression: Expression } | { query: Query }> {
  if (!value || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) yield* parts(item);
    return;
  }
  if ('span' in value && 'kind' in value && typeof value.kind === 'string') {
    if ('with' in value && queryKinds.has(value.kind)) yield { query: value as Query };
    else if (expressionKinds.has(value.kind) && !('call' in value)) yield { expression: value as Expression };
  }
  for (const item of Object.values(value)) yield* parts(item);
}

describe('the text of a span', () => {
  it.each(casesOf('queries.txt'))('reads as what it stands for, in $statement', ({ statement }) => {
    for (const part of parts(readText(statement, 18).queries)) {
      if ('query' in part) {
        const text = statement.slice(part.query.span.start, part.query.span.end);
        expect(sliced(readText(text, 18).queries[0], text)).toEqual(sliced(part.query, statement));
      } else if (standsAlone(part.expression, statement)) {
        const text = `SELECT ${statement.slice(part.expression.span.start, part.expression.span.end)}`;
        const [query] = readText(text, 18).queries;
        const read = query?.kind === 'select' ? query.targets[0]?.expression : undefined;
        expect(sliced(read, text), text).toEqual(sliced(part.expression, statement));
      }
    }
  });
});
