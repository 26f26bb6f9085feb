import { sqlTokens } from '../sqlTokens.ts';

/** Where the engine reads the rows that go along with a statement. */
const device = "'/dev/blob'";

/**
 * `COPY t (a, b) FROM stdin WITH (FORMAT csv)` as the embedded engine takes it, with the rows beside it instead of behind it.
 * Undefined for every other statement.
 */
export function copyFromDevice(sql: string): string | undefined {
  if (!/^copy\b/i.test(sql)) return undefined;
  const tokens = sqlTokens(sql);
  const from = tokens.findIndex(({ kind, text }) => kind === 'word' && text.toUpperCase() === 'FROM');
  const input = tokens[from + 1];
  // FROM can also stand in the query of COPY (SELECT …) TO.
  if (from < 0 || tokens[1]?.text === '(' || !/^std(?:in|out)$/i.test(input?.text ?? '') || !input) return undefined;
  return sql.slice(0, input.start) + device + sql.slice(input.end);
}

/** The line of the rows, from 0, that the server's error context names: `COPY t, line 3, column a: "x"`. */
export function failedRow(context: string | undefined): number | undefined {
  const line = /^COPY .*?, line (\d+)/s.exec(context ?? '')?.[1];
  return line === undefined ? undefined : Number(line) - 1;
}
