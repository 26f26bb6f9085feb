import { sqlTokens } from './sqlTokens.ts';

/** One sentence on why a statement of kind `other` has no plan, and what to do instead. */
export function whyNotExplainable(sql: string): string {
  if (sql.includes('\0')) return 'The statement has a NUL character, which no statement can have: remove it.';
  const tokens = sqlTokens(sql);
  const first = tokens.find((token) => token.text !== '(');
  if (!first) return 'There is no statement here to explain.';
  if (tokens.some((token) => token.kind === 'unterminated')) {
    return 'The statement has a string, quoted name or comment that never ends.';
  }
  const semicolon = tokens.findIndex((token) => token.text === ';');
  if (semicolon >= 0 && tokens.slice(semicolon).some((token) => token.text !== ';')) {
    return 'There is more than one statement here: explain one at a time.';
  }
  const keyword = first.text.toUpperCase();
  switch (keyword) {
    case 'EXPLAIN':
      return 'This is already an EXPLAIN: select the statement behind it.';
    case 'EXECUTE':
    case 'DECLARE':
    case 'PREPARE':
      return `${keyword} cannot be explained: select the query inside it.`;
    case 'CALL':
    case 'DO':
      return `${keyword} has no plan of its own: explain the statements inside it.`;
    case 'COPY':
      return 'COPY has no plan: explain the query that it copies from.';
    default:
      return `${keyword} has no plan: only SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES, TABLE and CREATE TABLE AS can be explained.`;
  }
}
