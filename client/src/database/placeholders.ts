import { type SqlToken, sqlTokens } from './sqlTokens.ts';

/** A statement whose placeholders are `$1` …, ready for PREPARE. */
export interface NumberedStatement {
  readonly sql: string;
  /** How many distinct parameters it has. */
  readonly count: number;
  /** Offset in the text before the rewriting of an offset in `sql`. Both 0-based UTF-16. */
  original(offset: number): number;
}

/** Words after which a value is expected: `?` there is a placeholder and not the jsonb operator. */
const valueExpectedAfter = new Set(
  'SELECT DISTINCT ALL WHERE AND OR NOT IN LIKE ILIKE SIMILAR TO BETWEEN LIMIT OFFSET FETCH FIRST NEXT WHEN THEN ELSE CASE RETURNING VALUES ON SET BY HAVING ANY SOME ESCAPE IS FROM USING ARRAY INTERVAL FOR AS CAST'.split(
    ' ',
  ),
);

/**
 * Rewrites the placeholders that drivers and ORMs use (`?`, `:name`, `:'name'`, `%s`, `%(name)s`, `@name`, `${name}`) as
 * `$1` …; the same name is the same number. Text without placeholders comes back unchanged, with count 0.
 */
export function numberPlaceholders(sql: string): NumberedStatement {
  const tokens = sqlTokens(sql);
  const numbered = tokens.filter((token) => token.kind === 'parameter').map((token) => Number(token.text.slice(1)));
  if (numbered.length > 0) return { sql, count: Math.max(...numbered), original: (offset) => offset };

  const numbers = new Map<string, number>();
  const edits: { readonly at: number; readonly shift: number }[] = [];
  let out = '';
  let copied = 0;
  let anonymous = 0;
  let brackets = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== 'symbol') continue;
    if (token.text === '[') brackets += 1;
    if (token.text === ']') brackets -= 1;
    if (token.start < copied || !expectsValue(tokens, index, brackets > 0)) continue;
    const found = placeholderAt(sql, token.start);
    if (!found) continue;
    if (found.name === undefined) anonymous += 1;
    const key = found.name ?? ` ${anonymous}`;
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    out += `${sql.slice(copied, token.start)}$${number}`;
    copied = found.end;
    edits.push({ at: out.length, shift: copied - out.length });
  }
  return {
    sql: out + sql.slice(copied),
    count: numbers.size,
    original: (offset) => offset + (edits.findLast((edit) => edit.at <= offset)?.shift ?? 0),
  };
}

const forms: readonly RegExp[] = [
  /\?(?!\|(?!\|)|[&?])(?:(\d+))?/y,
  /:([A-Za-z_]\w*)/y,
  /:'([A-Za-z_]\w*)'/y,
  /:"([A-Za-z_]\w*)"/y,
  /%s\b/y,
  /%\(([^)]*)\)s\b/y,
  /@([A-Za-z_]\w*)/y,
  /\$\{([^}]*)\}/y,
];

function placeholderAt(sql: string, start: number): { name: string | undefined; end: number } | undefined {
  for (const form of forms) {
    form.lastIndex = start;
    const found = form.exec(sql);
    if (found) return { name: found[1], end: form.lastIndex };
  }
  return undefined;
}

/** Whether an operand may start at this token: there an operator sign cannot be a binary operator. */
function expectsValue(tokens: readonly SqlToken[], index: number, inBrackets: boolean): boolean {
  const before = tokens[index - 1];
  const token = tokens[index];
  if (!before || !token) return false;
  switch (before.kind) {
    case 'word':
      return valueExpectedAfter.has(before.text.toUpperCase());
    case 'symbol':
      if (before.text === ':' || before.text === ')' || before.text === ']') return false;
      return !(inBrackets && before.text === '[' && token.text === ':') && !continuesOperator(before, token);
    case 'quoted-name':
    case 'literal':
    case 'parameter':
    case 'unterminated':
      return false;
  }
}

/** `@?`, `<@`, `@@`: one operator, although its last sign looks like a placeholder. */
function continuesOperator(before: SqlToken, token: SqlToken): boolean {
  if (before.end !== token.start) return false;
  return token.text === '@' || (token.text === '?' && before.text === '@');
}
