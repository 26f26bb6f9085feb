const widestColumn = 60;

/** Rows as aligned text, like psql prints them; long values are cut. */
export function resultTable(rows: readonly Readonly<Record<string, unknown>>[], limit: number): string {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return '(no rows)\n';
  const lines = rows.map((row) => names.map((name) => cellText(row[name])));
  const widths = names.map((name, index) => Math.max(name.length, ...lines.map((line) => (line[index] ?? '').length)));
  const padded = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(' │ ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('─┼─');
  const count =
    rows.length === limit ? `(the first ${limit} rows)` : `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  return [padded(names), rule, ...lines.map(padded), '', count, ''].join('\n');
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const text =
    value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length > widestColumn ? `${oneLine.slice(0, widestColumn - 1)}…` : oneLine;
}
