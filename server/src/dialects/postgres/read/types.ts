import type { TypeName as TypeNode } from '@pgsql/types';
import type { TypeName } from '../../../model/names.ts';
import type { Span } from '../../../model/span.ts';
import { bodyOf, stringsOf } from './nodes.ts';
import type { Source } from './source.ts';

/** Names that the server folds or that are mere aliases, to the name that format_type() prints. */
const canonicalNames: ReadonlyMap<string, string> = new Map([
  ['int', 'integer'],
  ['int2', 'smallint'],
  ['int4', 'integer'],
  ['int8', 'bigint'],
  ['float4', 'real'],
  ['float8', 'double precision'],
  ['bool', 'boolean'],
  ['varchar', 'character varying'],
  ['bpchar', 'character'],
  ['varbit', 'bit varying'],
  ['timestamp', 'timestamp without time zone'],
  ['timestamptz', 'timestamp with time zone'],
  ['time', 'time without time zone'],
  ['timetz', 'time with time zone'],
  ['decimal', 'numeric'],
  ['serial2', 'smallserial'],
  ['serial4', 'serial'],
  ['serial8', 'bigserial'],
  ['char', '"char"'],
]);

/** The type as the model names it. */
export function readType(node: TypeNode | undefined): TypeName {
  const parts = stringsOf(node?.names);
  const last = parts.at(-1) ?? '';
  const schema = parts.length > 1 ? parts.at(-2) : undefined;
  const builtIn = schema === undefined || schema === 'pg_catalog';
  const name = (builtIn && canonicalNames.get(last)) || last;
  const modifiers: number[] = [];
  for (const modifier of node?.typmods ?? []) {
    const constant = bodyOf(modifier, 'A_Const');
    if (constant?.ival) modifiers.push(constant.ival.ival ?? 0);
  }
  return {
    name,
    ...(builtIn ? {} : { schema }),
    // An interval's first modifier is the mask of its fields.
    modifiers: builtIn && last === 'interval' ? modifiers.slice(1) : modifiers,
    arrayDimensions: node?.arrayBounds?.length ?? 0,
  };
}

/** Where the type stands; undefined where the tree does not tell. */
export function typeSpan(node: TypeNode | undefined, source: Source): Span | undefined {
  const first = source.indexOf(node?.location);
  if (!node || first < 0 || first >= source.count) return undefined;
  return source.span(first, typeEnd(source, first));
}

/** Words of the fields behind INTERVAL and behind an interval's value. */
export const intervalFields: ReadonlySet<string> = new Set(['year', 'month', 'day', 'hour', 'minute', 'second', 'to']);

/** Index of the last token of the type that starts at `first`. */
export function typeEnd(source: Source, first: number): number {
  let last = first;
  if (source.isWord(last, 'setof')) last++;
  const word = source.word(last);
  switch (word) {
    case 'double':
      if (source.isWord(last + 1, 'precision')) last++;
      break;
    case 'national':
    case 'character':
    case 'char':
    case 'nchar':
    case 'bit':
      if (word === 'national') last++;
      if (source.isWord(last + 1, 'varying')) last++;
      break;
    default:
      last = source.nameEnd(last);
  }
  if (source.is(last + 1, '%') && source.isWord(last + 2, 'type')) last += 2;
  if (word === 'interval') while (intervalFields.has(source.word(last + 1))) last++;
  if (source.is(last + 1, '(')) last = source.after(last + 1) - 1;
  if (word === 'time' || word === 'timestamp') {
    const zone = source.isWord(last + 1, 'with') || source.isWord(last + 1, 'without');
    if (zone && source.isWord(last + 2, 'time') && source.isWord(last + 3, 'zone')) last += 3;
  }
  if (source.isWord(last + 1, 'array')) last++;
  while (source.is(last + 1, '[')) last = source.after(last + 1) - 1;
  return Math.min(last, source.count - 1);
}
