import type { VersionedFeature } from '../../../model/script.ts';
import { newFunctions } from './newFunctions.ts';
import type { Source } from './source.ts';

/** Syntax that came with a major version, as the words (or symbols) that it is told by. */
interface Syntax {
  readonly feature: string;
  readonly since: number;
  /** Tokens in a row, lower case; `*` stands for any one token or bracketed group. */
  readonly tokens: readonly string[];
  /** Words of which the statement must begin with one. */
  readonly commands?: readonly string[];
  /** The symbol that must follow. */
  readonly before?: string;
}

const syntaxes: readonly Syntax[] = [
  { feature: 'NULLS NOT DISTINCT', since: 15, tokens: ['nulls', 'not', 'distinct'] },
  { feature: 'NOT ENFORCED', since: 18, tokens: ['not', 'enforced'], commands: ['create', 'alter'] },
  { feature: 'SET EXPRESSION', since: 17, tokens: ['set', 'expression'], commands: ['alter'] },
  { feature: 'DROP EXPRESSION', since: 13, tokens: ['drop', 'expression'], commands: ['alter'] },
  {
    feature: 'DETACH PARTITION CONCURRENTLY',
    since: 14,
    tokens: ['partition', '*', 'concurrently'],
    commands: ['alter'],
  },
  { feature: 'DETACH PARTITION FINALIZE', since: 14, tokens: ['partition', '*', 'finalize'], commands: ['alter'] },
  { feature: 'CREATE OR REPLACE TRIGGER', since: 14, tokens: ['or', 'replace', 'trigger'], commands: ['create'] },
  { feature: 'REINDEX CONCURRENTLY', since: 12, tokens: ['concurrently'], commands: ['reindex'] },
  { feature: 'MERGE', since: 15, tokens: ['merge', 'into'] },
  { feature: 'MERGE … WHEN NOT MATCHED BY SOURCE', since: 17, tokens: ['matched', 'by', 'source'] },
  { feature: 'COMPRESSION', since: 14, tokens: ['set', 'compression'], commands: ['alter'] },
  { feature: 'SET ACCESS METHOD', since: 15, tokens: ['set', 'access', 'method'], commands: ['alter'] },
  { feature: 'security_invoker', since: 15, tokens: ['security_invoker'], commands: ['create', 'alter'] },
  { feature: 'WITHOUT OVERLAPS', since: 18, tokens: ['without', 'overlaps'], commands: ['create', 'alter'] },
  { feature: 'AS MATERIALIZED', since: 12, tokens: ['as', 'materialized'], before: '(' },
  { feature: 'AS NOT MATERIALIZED', since: 12, tokens: ['as', 'not', 'materialized'] },
  { feature: 'WITH TIES', since: 13, tokens: ['with', 'ties'] },
  { feature: 'GROUP BY DISTINCT', since: 14, tokens: ['group', 'by', 'distinct'] },
  { feature: 'BEGIN ATOMIC', since: 14, tokens: ['begin', 'atomic'], commands: ['create'] },
  { feature: 'TABLES IN SCHEMA', since: 15, tokens: ['tables', 'in', 'schema'], commands: ['create', 'alter'] },
  { feature: 'ENFORCED', since: 18, tokens: ['alter', 'constraint', '*', 'enforced'], commands: ['alter'] },
  {
    feature: 'INHERIT of a constraint',
    since: 18,
    tokens: ['alter', 'constraint', '*', 'inherit'],
    commands: ['alter'],
  },
  { feature: 'COPY … ON_ERROR', since: 17, tokens: ['on_error'], commands: ['copy'] },
  { feature: 'DROP DATABASE … WITH (FORCE)', since: 13, tokens: ['force'], commands: ['drop'] },
];

const byFirstWord = new Map<string, Syntax[]>();
for (const syntax of syntaxes) {
  const word = syntax.tokens[0] ?? '';
  byFirstWord.set(word, [...(byFirstWord.get(word) ?? []), syntax]);
}

/** Words of which each syntax has at least one, so that most statements are done with after one search. */
const trigger = new RegExp(
  `\\b(?:${[
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
    'on_error',
    'include',
    'generated',
    'add(?:\\s+constraint\\s+\\S+)?\\s+not\\s+null',
    'explain',
    'vacuum',
    'returning',
    '\\w+multirange',
    'json\\w*',
    ...newFunctions.keys(),
  ].join('|')})\\b`,
  'i',
);

/** What in the statement needs a newer server than the oldest one supported, with the smallest telling span. */
export function findFeatures(source: Source): readonly VersionedFeature[] {
  if (!trigger.test(source.plain)) return [];
  const found: VersionedFeature[] = [];
  const command = source.word(0);
  const add = (feature: string, since: number, first: number, last: number) =>
    found.push({ feature, since, span: source.span(first, last) });
  for (let index = 0; index < source.count; index++) {
    const word = source.word(index);
    if (word === '') continue;
    const calledSince = newFunctions.get(word);
    if (calledSince !== undefined && source.is(index + 1, '(')) add(`${word}()`, calledSince, index, index);
    for (const syntax of byFirstWord.get(word) ?? []) {
      const last = matchEnd(syntax, command, index, source);
      if (last >= 0) add(syntax.feature, syntax.since, index, last);
    }
    if (/^(?:int4|int8|num|ts|tstz|date)multirange$/.test(word)) add(word, 14, index, index);
    if (word === 'include' && (command === 'create' || command === 'alter') && source.is(index + 1, '(')) {
      add('INCLUDE', 11, index, index);
    }
    if (word === 'generated' && source.isWord(index + 1, 'always')) generated(source, index, add);
    if (word === 'not' && source.isWord(index + 1, 'null') && command === 'alter') notNull(source, index, add);
    if (word === 'is' && source.isWord(index + 1, 'json')) add('IS JSON', 16, index, index + 1);
    if (word === 'explain' && source.is(index + 1, '(')) explainOptions(source, index + 1, add);
    if (word === 'returning' && command === 'merge') add('MERGE … RETURNING', 17, index, index);
  }
  return found;
}

type Add = (feature: string, since: number, first: number, last: number) => void;

function matchEnd(syntax: Syntax, command: string, index: number, source: Source): number {
  if (syntax.commands && !syntax.commands.includes(command)) return -1;
  let at = index;
  for (const token of syntax.tokens.slice(1)) {
    at++;
    if (token === '*') at = source.isName(at) ? source.nameEnd(at) : source.after(at) - 1;
    else if (!source.isWord(at, token)) return -1;
  }
  return at < source.count && (syntax.before === undefined || source.is(at + 1, syntax.before)) ? at : -1;
}

/** `GENERATED ALWAYS AS (…) STORED` is of 12; VIRTUAL, written or meant, of 18. */
function generated(source: Source, index: number, add: Add): void {
  if (!source.isWord(index + 2, 'as') || !source.is(index + 3, '(')) return;
  const behind = source.after(index + 3);
  if (source.isWord(behind, 'stored')) add('GENERATED … STORED', 12, behind, behind);
  else if (source.isWord(behind, 'virtual')) add('GENERATED … VIRTUAL', 18, behind, behind);
  else add('GENERATED … VIRTUAL', 18, index, index + 2);
}

/** `ADD [CONSTRAINT name] NOT NULL column`: a NOT NULL of its own, which may be NOT VALID. */
function notNull(source: Source, index: number, add: Add): void {
  const added =
    source.isWord(index - 1, 'add') || (source.isWord(index - 2, 'constraint') && source.isWord(index - 3, 'add'));
  if (!added || !source.isName(index + 2)) return;
  add('ADD CONSTRAINT … NOT NULL', 18, index, index + 1);
}

const explainSince: ReadonlyMap<string, number> = new Map([
  ['settings', 12],
  ['wal', 13],
  ['generic_plan', 16],
  ['memory', 17],
  ['serialize', 17],
]);

function explainOptions(source: Source, open: number, add: Add): void {
  for (let index = open + 1; index < source.partner(open); index++) {
    const since = explainSince.get(source.word(index));
    if (since !== undefined) add(`EXPLAIN (${source.word(index).toUpperCase()})`, since, index, index);
  }
}
