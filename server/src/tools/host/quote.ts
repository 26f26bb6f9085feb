import type { HostValue } from './value.ts';

/** The quotes (with Python's prefix) that a string literal of the file opens with; undefined for anything else. */
export function quoteOf(value: HostValue | undefined, text: string): string | undefined {
  if (value?.kind !== 'string') return undefined;
  return /^[a-zA-Z]*("""|'''|["'`])/.exec(text.slice(value.span.start, value.span.start + 8))?.[0];
}

/** SQL as it must be written inside a JavaScript literal with these quotes; good in any of them where they are unknown. */
export function insideScriptLiteral(sql: string, quote: string | undefined): string {
  const escaped = sql.replaceAll('\\', '\\\\');
  if (quote === '`') return escaped.replaceAll('`', '\\`').replaceAll('${', '\\${');
  const oneLine = escaped.replaceAll('\r', '').replaceAll('\n', '\\n');
  if (quote) return oneLine.replaceAll(quote, `\\${quote}`);
  return oneLine.replace(/["'`]|\$\{/g, '\\$&');
}

/** SQL as it must be written inside a Python literal with these quotes; undefined where it cannot be (raw strings). */
export function insidePythonLiteral(sql: string, quote: string | undefined): string | undefined {
  const mark = quote?.replace(/^[a-zA-Z]+/, '');
  const isRaw = /r/i.test(quote?.replace(/["']+$/, '') ?? '');
  const isFormat = /f/i.test(quote?.replace(/["']+$/, '') ?? '');
  const doubled = isFormat ? sql.replace(/[{}]/g, '$&$&') : sql;
  if (isRaw) return mark && !sql.includes(mark) && !sql.includes('\n') ? doubled : undefined;
  const escaped = doubled.replaceAll('\\', '\\\\');
  if (mark?.length === 3) return escaped.replaceAll(mark, `\\${mark}`);
  const oneLine = escaped.replaceAll('\r', '').replaceAll('\n', '\\n');
  return mark ? oneLine.replaceAll(mark, `\\${mark}`) : oneLine.replace(/["']/g, '\\$&');
}

/** SQL as a new JavaScript template literal. */
export function scriptLiteral(sql: string): string {
  return `\`${insideScriptLiteral(sql, '`')}\``;
}

/** SQL as a new Python literal: double quotes, or triple ones where it has lines or double quotes. */
export function pythonLiteral(sql: string): string {
  const quote = /["\n]/.test(sql) ? "'''" : '"';
  const body = insidePythonLiteral(sql, quote) ?? sql;
  return `${quote}${body.endsWith("'") && quote === "'''" ? `${body.slice(0, -1)}\\'` : body}${quote}`;
}
