import type { Dialect } from '../../model/dialect.ts';

/** Characters looked at: enough for the first statements, few enough for every keystroke. */
const head = 4096;

/** Comments, strings and quoted names may say anything. */
const silent = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|\$(\w*)\$[\s\S]*?\$\1\$/g;

const marks: readonly (readonly [dialect: Dialect | 'other', words: RegExp])[] = [
  ['sqlite', /\bAUTOINCREMENT\b|^\s*PRAGMA\s+\w+|\bWITHOUT\s+ROWID\b/im],
  [
    'mysql',
    /\bAUTO_INCREMENT\b|\)\s*ENGINE\s*=\s*\w+|\b(?:INTO|TABLE|FROM|UPDATE|EXISTS)\s+`\w+`|^\s*DELIMITER\s+\S+\s*$/im,
  ],
  [
    'other',
    /^\s*GO\s*;?\s*$|\[dbo\]\s*\.|\bNVARCHAR\s*\(|\bIDENTITY\s*\(\s*\d+\s*,\s*\d+\s*\)|\bVARCHAR2\s*\(|\bENGINE\s*=\s*\w*MergeTree\b/im,
  ],
];

/** One word of any of them: most files have none anywhere, which is quickly seen. */
const hint =
  /AUTOINCREMENT|PRAGMA|ROWID|AUTO_INCREMENT|ENGINE|DELIMITER|`|\bGO\b|\[dbo\]|NVARCHAR|IDENTITY\s*\(|VARCHAR2/i;

/**
 * The dialect that a SQL text must be of, from words that PostgreSQL refuses: SQLite's, MySQL's, `other` for T-SQL, Oracle and
 * ClickHouse. Undefined where nothing tells.
 */
export function foreignSql(text: string): Dialect | 'other' | undefined {
  const beginning = text.length > head ? text.slice(0, head) : text;
  // Whose file it is and how it is read is asked one after the other.
  if (beginning !== last.beginning) last = { beginning, dialect: sniff(beginning) };
  return last.dialect;
}

let last: { readonly beginning: string; readonly dialect: Dialect | 'other' | undefined } = {
  beginning: '',
  dialect: undefined,
};

function sniff(beginning: string): Dialect | 'other' | undefined {
  if (!hint.test(beginning)) return undefined;
  const code = beginning.replace(silent, ' ');
  return marks.findLast(([, words]) => words.test(code))?.[0];
}
