import type { Dialect } from '../../model/dialect.ts';

/** Characters looked at: enough for the first statements, few enough for every keystroke. */
const head = 4096;

/** Comments, strings and quoted names may say anything. */
const silent = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|\$(\w*)\$[\s\S]*?\$\1\$/g;

const marks: readonly (readonly [dialect: Dialect | 'other', words: RegExp])[] = [
  ['sqlite', /\bAUTOINCREMENT\b|^\s*PRAGMA\s+\w+|\bWITHOUT\s+ROWID\b/im],
  [
    'mysql',
    /\bAUTO_INCREMENT\b|\)\s*ENGINE\s*=\s*\w+|\b(?:INTO|TABLE|FROM|UPDATE|EXISTS)\s+`\w+`|\b\w*INT(?:\(\d+\))?\s+UNSIGNED\b|^\s*DELIMITER\s+\S+\s*$/im,
  ],
  ['other', /^\s*GO\s*;?\s*$|\[dbo\]\s*\.|\bNVARCHAR\s*\(|\bIDENTITY\s*\(\s*\d+\s*,\s*\d+\s*\)|\bVARCHAR2\s*\(/im],
  [
    'other',
    /\bENGINE\s*=?\s*\w*MergeTree\b|\bON\s+CLUSTER\b|\bCODEC\s*\(|\b(?:Nullable|LowCardinality)\s*\(|\bTYPE\s+\w+(?:\([^()]*\))?\s+GRANULARITY\b/i,
  ],
];

/** One word of any of them: most files have none anywhere, which is quickly seen. */
const hint =
  /AUTOINCREMENT|PRAGMA|ROWID|AUTO_INCREMENT|ENGINE|DELIMITER|`|UNSIGNED|\bGO\b|\[dbo\]|NVARCHAR|IDENTITY\s*\(|VARCHAR2|ON CLUSTER|CODEC|Nullable\s*\(|LowCardinality|GRANULARITY/i;

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

/** Folders and endings that say that a file is for a server which is not read. */
const otherEngine =
  /(^|[/._-])(clickhouse|cockroach(db)?|oracle|mssql|sqlserver|sql-server|tsql|snowflake|bigquery|redshift|db2|h2|hsqldb|cassandra|duckdb)(?=[/._-])/i;

/** A folder of one of them, whatever tool keeps its migrations there: a word in a longer name may mean something else. */
const folderOfOtherEngine =
  /(^|\/)(clickhouse|cockroach(db)?|oracle|mssql|sqlserver|snowflake|bigquery|redshift|cassandra|duckdb)([-_]?(migrations?|schema))?\//i;

/** Whether the file is for a server that is not read; `certain` where only a folder of its own is proof enough. */
export function isForOtherEngine(file: string, certain: boolean): boolean {
  return (certain ? folderOfOtherEngine : otherEngine).test(file);
}
