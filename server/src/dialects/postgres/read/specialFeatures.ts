import { tokenKind } from '../lexer.ts';
import { newSettings } from './newSyntax.ts';
import type { Source } from './source.ts';
import { depthOf, isCall, isObjectCommand } from './statementPlaces.ts';

/** Remembers a feature and the tokens that tell it. */
export type AddFeature = (feature: string, since: number, first: number, last: number) => void;

/** What more than the words next to it decides. */
type Special = (source: Source, command: string, index: number, add: AddFeature) => void;

export const special: Readonly<Record<string, Special>> = {
  include,
  generated: (source, _, index, add) => {
    if (source.isWord(index + 1, 'always')) generated(source, index, add);
  },
  not: notNull,
  returning,
  merge,
  cycle,
  using,
  foreign,
  publication,
  where: (source, command, index, add) => {
    if (command === 'copy' && depthOf(source, index) === 0) add('COPY … WHERE', 12, index, index);
  },
  storage,
  compression: (source, command, index, add) => {
    const isMethod = source.isWord(index + 1, 'pglz') || source.isWord(index + 1, 'lz4');
    if (isObjectCommand(command) && isMethod && !source.isWord(index - 1, 'set')) {
      add('COMPRESSION', 14, index, index + 1);
    }
  },
  header: (source, command, index, add) => {
    if (command === 'copy' && source.isWord(index + 1, 'match')) add('HEADER MATCH', 15, index, index + 1);
  },
  force_null: allColumns,
  force_not_null: allColumns,
  reindex: (source, command, index, add) => {
    const last = source.count - 1;
    const isAll = source.isWord(last, 'database') || source.isWord(last, 'system');
    if (command === 'reindex' && index === 0 && isAll) add('REINDEX without a name', 16, last, last);
  },
  granted: (source, command, index, add) => {
    const isOnObject = command === 'grant' || command === 'revoke' ? source.findWord('on', 0) >= 0 : false;
    if (isOnObject && source.isWord(index + 1, 'by')) add('GRANTED BY', 14, index, index + 1);
  },
  maintain: (source, command, index, add) => {
    const on = source.findWord('on', 0);
    if ((command === 'grant' || command === 'revoke') && index < on) add('MAINTAIN', 17, index, index);
  },
  from: aliasless,
  join: aliasless,
  lateral: aliasless,
  random: (source, command, index, add) => {
    if (isCall(source, command, index) && !source.is(index + 2, ')')) add('random() of a range', 17, index, index);
  },
  json_object: jsonObject,
  numeric: negativeScale,
  decimal: negativeScale,
  system_user: (source, _, index, add) => {
    if (!source.is(index - 1, '.') && !source.isWord(index - 1, 'as')) add('SYSTEM_USER', 16, index, index);
  },
  out: (source, command, index, add) => {
    const isProcedure = command === 'create' && source.findWord('procedure', 0, 4) > 0;
    const isMode = source.is(index - 1, '(') || source.is(index - 1, ',');
    if (isProcedure && isMode && depthOf(source, index) === 1) add('OUT of a procedure', 14, index, index);
  },
  like: (source, command, index, add) => {
    const isForeign = command === 'create' && source.isWord(1, 'foreign') && depthOf(source, index) === 1;
    if (isForeign && (source.is(index - 1, '(') || source.is(index - 1, ','))) {
      add('LIKE of a foreign table', 18, index, index);
    }
  },
  on: statisticsExpression,
  set: setting,
};

/** `GENERATED ALWAYS AS (…) STORED` is of 12; VIRTUAL, written or meant, of 18. */
function generated(source: Source, index: number, add: AddFeature): void {
  if (!source.isWord(index + 2, 'as') || !source.is(index + 3, '(')) return;
  const behind = source.after(index + 3);
  if (source.isWord(behind, 'stored')) add('GENERATED … STORED', 12, behind, behind);
  else if (source.isWord(behind, 'virtual')) add('GENERATED … VIRTUAL', 18, behind, behind);
  else add('GENERATED … VIRTUAL', 18, index, index + 2);
}

/** `ADD [CONSTRAINT name] NOT NULL column`, and the same among the parts of a table: a NOT NULL of its own, which may be NOT VALID. */
function notNull(source: Source, command: string, index: number, add: AddFeature): void {
  if (!source.isWord(index + 1, 'null') || !source.isName(index + 2)) return;
  const first = source.isWord(index - 2, 'constraint') ? index - 3 : index - 1;
  if (command === 'alter' && source.isWord(first, 'add')) add('ADD CONSTRAINT … NOT NULL', 18, index, index + 1);
  const isPart =
    command === 'create' && depthOf(source, index) === 1 && (source.is(first, '(') || source.is(first, ','));
  const ends = source.is(index + 3, ',') || source.is(index + 3, ')') || source.isWord(index + 3, 'no');
  if (isPart && ends) add('CONSTRAINT … NOT NULL', 18, index, index + 1);
}

function include(source: Source, command: string, index: number, add: AddFeature): void {
  if (!isObjectCommand(command) || !source.is(index + 1, '(')) return;
  const method = source.word(source.findWord('using', 0, index) + 1);
  const since = method === 'spgist' ? 14 : method === 'gist' ? 12 : 11;
  add('INCLUDE', since, index, index);
}

/** Up to 17 `old` and `new` were names as any others. */
function returning(source: Source, command: string, index: number, add: AddFeature): void {
  if (!/^(?:insert|update|delete|merge|with)$/.test(command)) return;
  for (let at = index + 1; at < source.count && !source.isWord(at, 'into'); at++) {
    const word = source.word(at);
    const isRow = (word === 'old' || word === 'new') && source.is(at + 1, '.') && !source.is(at - 1, '.');
    if (isRow && !isTableName(source, word)) add(`RETURNING ${word}`, 18, at, at);
    if (source.is(at, ')') && source.partner(at) < index) return;
  }
}

/** Whether a table or alias of the statement has this name. */
function isTableName(source: Source, name: string): boolean {
  for (let at = 1; at < source.count; at++) {
    if (!source.isWord(at, name) || source.is(at + 1, '.')) continue;
    return true;
  }
  return false;
}

/** In a WITH query, and what it returns. */
function merge(source: Source, _: string, index: number, add: AddFeature): void {
  if (!source.isWord(index + 1, 'into')) return;
  if (source.is(index - 1, '(')) add('MERGE in WITH', 17, index, index + 1);
  const open = source.is(index - 1, '(') ? source.partner(index - 1) : source.count;
  const found = source.findWord('returning', index, open < 0 ? source.count : open);
  if (found >= 0) add('MERGE … RETURNING', 17, found, found);
}

/** `WITH … (…) CYCLE a SET b USING c` */
function cycle(source: Source, _: string, index: number, add: AddFeature): void {
  const set = source.findWord('set', index);
  if (!source.is(index - 1, ')') || !source.isName(index + 1) || set < 0) return;
  if (source.findWord('using', set) > 0) add('CYCLE', 14, index, index);
}

/** `JOIN … USING (a) AS x`, and the access method of a table. */
function using(source: Source, command: string, index: number, add: AddFeature): void {
  if (source.is(index + 1, '(')) {
    const close = source.partner(index + 1);
    if (!source.isWord(close + 1, 'as') || !source.isName(close + 2)) return;
    for (let at = index + 2; at < close; at++) {
      const isPlain = source.isName(at) && !source.isWord(at, 'select') && !source.isWord(at, 'values');
      if (!isPlain && !source.is(at, ',')) return;
    }
    add('JOIN … USING (…) AS', 14, close + 1, close + 2);
    return;
  }
  const isTable =
    command === 'create' && (source.findWord('table', 1, 4) > 0 || source.findWord('materialized', 1, 2) > 0);
  const isOwn = depthOf(source, index) === 0 && source.findWord('as', 0, index) < 0;
  if (isTable && isOwn && source.isName(index + 1)) add('USING of a table', 12, index, index + 1);
}

/** `PUBLICATION … FOR TABLE t (a) WHERE (b)` */
function publication(source: Source, command: string, index: number, add: AddFeature): void {
  const table = source.findWord('table', index);
  if (!isObjectCommand(command) || index !== 1 || table < 0) return;
  for (let at = table + 1; at < source.count && !source.isWord(at, 'with'); at = source.after(at)) {
    if (source.isWord(at, 'where')) {
      add('WHERE of a publication', 15, at, at);
      at++;
    } else if (source.is(at, '(')) add('columns of a publication', 15, at, source.partner(at));
  }
}

/** `FOREIGN KEY (a, PERIOD b)` */
function foreign(source: Source, command: string, index: number, add: AddFeature): void {
  if (!isObjectCommand(command) || !source.isWord(index + 1, 'key') || !source.is(index + 2, '(')) return;
  for (const { first, last } of source.elements(index + 3, source.partner(index + 2))) {
    if (last === first + 1 && source.isWord(first, 'period')) add('PERIOD', 18, first, first);
  }
}

/** `CREATE TABLE … a text STORAGE external` */
function storage(source: Source, command: string, index: number, add: AddFeature): void {
  if (!isObjectCommand(command) || source.isWord(index - 1, 'set') || source.isWord(index - 1, 'alter')) return;
  if (!/^(?:plain|external|extended|main)$/.test(source.word(index + 1))) return;
  if (!source.is(index - 1, '(') && !source.is(index - 1, ',')) add('STORAGE of a new column', 16, index, index + 1);
}

const fromInside: ReadonlySet<string> = new Set(['extract', 'substring', 'trim', 'overlay', 'position', 'normalize']);
const afterItem =
  /^(?:|where|group|having|window|union|except|intersect|order|limit|offset|fetch|for|join|inner|left|right|full|cross|natural|on|using|returning)$/;

/** A subquery in FROM without a name. */
function aliasless(source: Source, _: string, index: number, add: AddFeature): void {
  const open = index + 1;
  if (!source.is(open, '(') || !/^(?:select|values|with)$/.test(source.word(open + 1))) return;
  if (source.isWord(index - 1, 'distinct') || isInCallOf(source, index)) return;
  const close = source.partner(open);
  const next = close + 1;
  if (close < 0 || source.kinds[next] === tokenKind.quotedName || !afterItem.test(source.word(next))) return;
  if (next < source.count && source.word(next) === '' && !source.is(next, ')') && !source.is(next, ',')) return;
  add('a subquery without alias', 16, open, open);
}

/** Whether FROM is that of `extract(year FROM …)`. */
function isInCallOf(source: Source, index: number): boolean {
  for (let at = index - 1; at > 0; at--) {
    if (source.is(at, '(') && source.partner(at) > index) return fromInside.has(source.word(at - 1));
  }
  return false;
}

/** `JSON_OBJECT('a': 1)`; `json_object('{a,1}')` is older. */
function jsonObject(source: Source, command: string, index: number, add: AddFeature): void {
  if (!isCall(source, command, index)) return;
  const close = source.partner(index + 1);
  for (let at = index + 2; at < close; at = source.after(at)) {
    const text = source.textOf(at);
    if (!source.isWord(at, 'value') && (!text.startsWith(':') || text.startsWith('::'))) continue;
    add('json_object() of keys and values', 16, index, index);
    return;
  }
}

function negativeScale(source: Source, _: string, index: number, add: AddFeature): void {
  if (source.is(index + 1, '(') && source.is(index + 3, ',') && source.textOf(index + 4).startsWith('-')) {
    add('a negative scale', 15, index, source.partner(index + 1));
  }
}

function allColumns(source: Source, command: string, index: number, add: AddFeature): void {
  if (command === 'copy' && source.is(index + 1, '*')) add('COPY (FORCE_NULL *)', 17, index, index + 1);
}

/** `CREATE STATISTICS s ON (a + b) FROM t`, or without a name. */
function statisticsExpression(source: Source, command: string, index: number, add: AddFeature): void {
  if (command !== 'create' || !source.isWord(1, 'statistics') || index !== source.findWord('on', 0)) return;
  const from = source.findWord('from', index);
  if (index === 2) add('CREATE STATISTICS without a name', 16, 1, 1);
  for (const { first, last } of source.elements(index + 1, from)) {
    if (source.is(first, '(') || source.is(last, ')')) add('CREATE STATISTICS ON an expression', 14, first, last);
  }
}

function setting(source: Source, command: string, index: number, add: AddFeature): void {
  if (command !== 'set' && command !== 'alter') return;
  const name = /^(?:local|session)$/.test(source.word(index + 1)) ? index + 2 : index + 1;
  const since = newSettings[source.word(name)];
  if (since !== undefined) add(source.word(name), since, name, name);
}
