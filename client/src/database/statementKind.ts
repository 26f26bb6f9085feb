import type { StatementKind } from './database.ts';
import { type SqlToken, sqlTokens } from './sqlTokens.ts';

const dataChanges = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);
const creations = new Set(['TEMP', 'TEMPORARY', 'UNLOGGED', 'LOCAL', 'GLOBAL']);

/**
 * What may be done with one statement, from its words alone. Anything unsure is `data-change` or `other`: the verdict
 * only decides what is offered, the transaction mode and the protocol decide what can happen.
 */
export function statementKind(sql: string): StatementKind {
  // The protocol ends a text at this character: what follows it would not be what was judged here.
  if (sql.includes('\0')) return 'other';
  const tokens = withoutFinalSemicolons(sqlTokens(sql));
  if (tokens.length === 0 || tokens.some((token) => token.kind === 'unterminated' || isSymbol(token, ';'))) {
    return 'other';
  }
  const first = tokens.find((token) => !isSymbol(token, '('));
  if (first?.kind !== 'word') return 'other';
  const keyword = first.text.toUpperCase();
  switch (keyword) {
    case 'SELECT':
    case 'WITH':
    case 'VALUES':
    case 'TABLE':
      return changesData(tokens) ? 'data-change' : 'query';
    case 'CREATE':
      return createsTableAs(tokens) ? 'data-change' : 'other';
    default:
      return dataChanges.has(keyword) ? 'data-change' : 'other';
  }
}

/** The stricter of two verdicts. */
export function stricterKind(one: StatementKind, other: StatementKind | undefined): StatementKind {
  if (one === 'other' || other === 'other') return 'other';
  return one === 'data-change' || other === 'data-change' ? 'data-change' : 'query';
}

function withoutFinalSemicolons(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const last = tokens.findLastIndex((token) => !isSymbol(token, ';'));
  return tokens.slice(0, last + 1);
}

/** A data-modifying WITH member, the main statement of a WITH, or SELECT … INTO. `FOR UPDATE` is left to the server. */
function changesData(tokens: readonly SqlToken[]): boolean {
  return tokens.some((token, index) => {
    if (token.kind !== 'word') return false;
    const keyword = token.text.toUpperCase();
    const before = tokens[index - 1];
    if (keyword === 'INTO') return true;
    if (!dataChanges.has(keyword) || before === undefined) return false;
    return isSymbol(before, '(') || isSymbol(before, ')') || before.text.toUpperCase() === 'INSERT';
  });
}

function createsTableAs(tokens: readonly SqlToken[]): boolean {
  const words = tokens.map((token) => (token.kind === 'word' ? token.text.toUpperCase() : token.text));
  let at = 1;
  while (creations.has(words[at] ?? '')) at += 1;
  if (words[at] !== 'TABLE') return false;
  let depth = 0;
  for (let index = at + 1; index < words.length; index += 1) {
    if (words[index] === '(') depth += 1;
    else if (words[index] === ')') depth -= 1;
    else if (words[index] === 'AS' && depth === 0) {
      const next = words[index + 1] ?? '';
      return ['SELECT', 'WITH', 'VALUES', 'TABLE', '('].includes(next);
    }
  }
  return false;
}

function isSymbol(token: SqlToken, symbol: string): boolean {
  return token.kind === 'symbol' && token.text === symbol;
}
