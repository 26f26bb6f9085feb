import type { VersionedFeature } from '../../../model/script.ts';
import { tokenKind } from '../lexer.ts';
import { newFunctions } from './newFunctions.ts';
import { newOptions, newSettings, type Syntax, syntaxes } from './newSyntax.ts';
import type { Source } from './source.ts';
import { type AddFeature, special } from './specialFeatures.ts';
import { depthOf, isCall, isObjectCommand } from './statementPlaces.ts';

const byFirstWord = new Map<string, Syntax[]>();
for (const syntax of syntaxes) {
  const word = syntax.tokens[0] ?? '';
  byFirstWord.set(word, [...(byFirstWord.get(word) ?? []), syntax]);
}

/** Words of which each syntax has at least one, so that most statements are done with after one search. */
const trigger = new RegExp(
  `\\b(?:\\d+_\\d|0[xob][\\da-f]|(?:${[
    'distinct',
    'enforced',
    'expression',
    'concurrently',
    'finalize',
    'trigger',
    'merge',
    'compression',
    'access',
    'security_invoker',
    'overlaps',
    'materialized',
    'ties',
    'atomic',
    'tables',
    'inherit',
    'force',
    'include',
    'including',
    'generated',
    'add(?:\\s+constraint\\s+\\S+)?\\s+not\\s+null',
    'constraint\\s+\\S+\\s+not\\s+null',
    '[(,]\\s*not\\s+null',
    'chain',
    'aggregate',
    'procedure',
    'vacuum_\\w+',
    'autovacuum_\\w+',
    'publish_\\w+',
    'deduplicate_items',
    'view',
    'type',
    'statistics',
    'depends',
    'normalized',
    'search',
    'cycle',
    'delete\\s+set',
    'sequence',
    'parameter',
    'collation',
    'publication',
    'subscription',
    'database',
    'storage',
    'grant',
    'granted',
    'revoke',
    'maintain',
    'local',
    'login',
    'objects',
    'explain',
    'vacuum',
    'analyze',
    'reindex',
    'cluster',
    'copy',
    'using',
    'returning',
    'period',
    'spgist',
    'foreign\\s+table',
    'system_user',
    'random',
    'numeric',
    'decimal',
    '\\w+multirange',
    'json\\w*',
    ...newFunctions.keys(),
    ...Object.keys(newSettings),
  ].join('|')})\\b)|\\b(?:from|join|lateral)\\s*\\(`,
  'i',
);

/** What in the statement needs a newer server than the oldest one supported, with the smallest telling span. */
export function findFeatures(source: Source): readonly VersionedFeature[] {
  if (!trigger.test(source.plain)) return [];
  const found: VersionedFeature[] = [];
  const command = source.word(0);
  const add: AddFeature = (feature, since, first, last) => {
    found.push({ feature, since, span: source.span(first, last) });
  };
  for (let index = 0; index < source.count; index++) {
    if (source.kinds[index] === tokenKind.number) number(source, index, add);
    const word = source.word(index);
    if (word === '') continue;
    const calledSince = newFunctions.get(word);
    if (calledSince !== undefined && isCall(source, command, index)) add(`${word}()`, calledSince, index, index);
    for (const syntax of byFirstWord.get(word) ?? []) {
      const last = matchEnd(syntax, command, index, source);
      if (last >= 0) add(syntax.feature, syntax.since, index, last);
    }
    if (/^(?:int4|int8|num|ts|tstz|date)multirange$/.test(word)) add(word, 14, index, index);
    special[word]?.(source, command, index, add);
  }
  const options = newOptions[isObjectCommand(command) ? source.word(1) : command];
  if (options) optionsOf(source, command, options, add);
  return found.sort((one, other) => one.span.start - other.span.start);
}

function matchEnd(syntax: Syntax, command: string, index: number, source: Source): number {
  if (syntax.commands && !syntax.commands.includes(command)) return -1;
  if (syntax.object !== undefined && !source.isWord(1, syntax.object)) return -1;
  let at = index;
  for (const token of syntax.tokens.slice(1)) {
    at++;
    if (token === '*') at = source.isName(at) ? source.nameEnd(at) : source.after(at) - 1;
    else if (!source.isWord(at, token)) return -1;
  }
  return at < source.count && (syntax.before === undefined || source.is(at + 1, syntax.before)) ? at : -1;
}

/** Options in the command's own brackets; those of a database stand after its name. */
function optionsOf(source: Source, command: string, options: Readonly<Record<string, number>>, add: AddFeature): void {
  const isDatabase = isObjectCommand(command) && source.isWord(1, 'database');
  const isObject = isObjectCommand(command);
  if (isObject && !/^(?:subscription|collation|database)$/.test(source.word(1))) return;
  for (let index = isObject ? 3 : 1; index < source.count; index++) {
    const since = options[source.word(index)];
    const isPlaced = isDatabase
      ? depthOf(source, index) === 0
      : depthOf(source, index) === 1 && (source.is(index - 1, '(') || source.is(index - 1, ','));
    if (since === undefined || !isPlaced) continue;
    const name = source.word(index).toUpperCase();
    const of = (isObject ? source.word(1) : command).toUpperCase();
    add(isDatabase ? `DATABASE … ${name}` : `${of} (${name})`, since, index, index);
  }
}

/** `1_000`, `0x1F`: older servers read a number and a name. */
function number(source: Source, index: number, add: AddFeature): void {
  const text = source.textOf(index);
  if (/^0[xob]/i.test(text)) add('0x, 0o and 0b numbers', 16, index, index);
  else if (text.includes('_')) add('underscores in numbers', 16, index, index);
}
