/**
 * A token of SQL text, without blanks and comments. `start` and `end` are 0-based UTF-16 offsets. `parameter` is `$1`;
 * `symbol` is one character; `unterminated` is a string, quoted name or comment that never ends.
 */
export interface SqlToken {
  readonly kind: 'word' | 'quoted-name' | 'literal' | 'parameter' | 'symbol' | 'unterminated';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /(?:\d[\d_]*)(?:\.[\d_]*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y;
const parameter = /\$\d+/y;
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const blank = /\s+/y;
/** Up to either sign that ends a line for the server. */
const lineComment = /--[^\n\r]*/y;

/** Cuts SQL into tokens. Total: any text gives tokens that cover everything except blanks and comments. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  };
  const push = (kind: SqlToken['kind'], end: number) => {
    tokens.push({ kind, text: sql.slice(at, end), start: at, end });
    at = end;
  };
  while (at < sql.length) {
    const space = match(blank);
    if (space) {
      at += space.length;
      continue;
    }
    if (sql.startsWith('--', at)) {
      at += match(lineComment)?.length ?? 2;
      continue;
    }
    if (sql.startsWith('/*', at)) {
      const end = blockCommentEnd(sql, at);
      if (end === undefined) push('unterminated', sql.length);
      else at = end;
      continue;
    }
    const character = sql[at] ?? '';
    const quote = quotedEnd(sql, at);
    if (quote) {
      const kind = character === '"' || /^[uU]&"/.test(sql.slice(at, at + 3)) ? 'quoted-name' : 'literal';
      push(quote.terminated ? kind : 'unterminated', quote.end);
      continue;
    }
    const bound = match(parameter);
    if (bound) {
      push('parameter', at + bound.length);
      continue;
    }
    const opening = match(dollarQuote);
    if (opening) {
      const close = sql.indexOf(opening, at + opening.length);
      if (close < 0) push('unterminated', sql.length);
      else push('literal', close + opening.length);
      continue;
    }
    const name = match(word);
    if (name) {
      push('word', at + name.length);
      continue;
    }
    const digits = match(number);
    if (digits) {
      push('literal', at + digits.length);
      continue;
    }
    push('symbol', at + 1);
  }
  return tokens;
}

function blockCommentEnd(sql: string, start: number): number | undefined {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start + 2;
  let depth = 1;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return undefined;
}

const quoteOpening = /(?:[eEbBxXnN]?'|[uU]&['"]|")/y;

/** End of the quoted text that starts at `start`, if one starts there. */
function quotedEnd(sql: string, start: number): { end: number; terminated: boolean } | undefined {
  quoteOpening.lastIndex = start;
  const opening = quoteOpening.exec(sql)?.[0];
  if (!opening) return undefined;
  const quote = opening.at(-1) ?? "'";
  const escapes = opening.length === 2 && /[eE]/.test(opening);
  let at = start + opening.length;
  while (at < sql.length) {
    const character = sql[at];
    if (escapes && character === '\\') at += 2;
    else if (character !== quote) at += 1;
    else if (sql[at + 1] === quote) at += 2;
    else return { end: at + 1, terminated: true };
  }
  return { end: sql.length, terminated: false };
}
