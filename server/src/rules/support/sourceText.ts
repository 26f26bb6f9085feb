import { quoteName, quoteQualifiedName } from '../../dialects/postgres/quoteName.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { Span } from '../../model/span.ts';
import type { OperationContext, StatementContext } from '../rule.ts';

/** True where the statement's text is SQL, so that it can be cut and kept; false for a call of a tool's API. */
export function isSql(context: StatementContext): boolean {
  return context.statement.form === 'sql';
}

/** The table as the author wrote it, schema and quotes kept; from its stored name where there is no SQL text. */
export function tableText(
  operation: { readonly table: QualifiedName; readonly tableSpan?: Span },
  context: OperationContext,
): string {
  return isSql(context) && operation.tableSpan
    ? context.textOf(operation.tableSpan)
    : quoteQualifiedName(operation.table);
}

/** An object of the same schema as `table`, where the table's is written out. */
export function besideTable(table: QualifiedName, name: string): string {
  return quoteQualifiedName({ schema: table.schema, name });
}

/** The statement's text with a part replaced; spans relative to the text. */
export function replaced(context: StatementContext, span: Span, text: string): string {
  const whole = context.statement.text;
  return whole.slice(0, span.start) + text + whole.slice(span.end);
}

/** A name as SQL: in quotes where the author wrote it so in this part of the statement, or where it must be. */
export function nameText(name: string, span: Span, context: OperationContext): string {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  return isSql(context) && context.textOf(span).includes(quoted) ? quoted : quoteName(name);
}
