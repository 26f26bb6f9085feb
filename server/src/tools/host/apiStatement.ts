import type { TargetVersion } from '../../model/dialect.ts';
import type { ColumnDefinition, Operation } from '../../model/operation.ts';
import {
  type Direction,
  emptyReading,
  type Reading,
  type Statement,
  type TransactionScope,
} from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import type { StatementReader } from '../dialectOf.ts';

/** A call of a migration tool's own API and the SQL that the tool runs for it. Spans are offsets in the file. */
export interface ApiCall {
  readonly span: Span;
  /** The part to underline: the name of what is called. */
  readonly focus: Span;
  /** Complete SQL statements, in order; empty where nothing is run or it is not known what. */
  readonly sql: readonly string[];
  /** Where the columns of the table are written, by name. */
  readonly columns?: ReadonlyMap<string, { readonly span: Span; readonly type?: Span }>;
  /** The table that the call names, for operations whose SQL does not (DROP INDEX). */
  readonly table?: string;
  /** The command to report as an operation where its SQL is not known. */
  readonly unknown?: { readonly command: string; readonly tables?: readonly string[] };
  readonly direction: Direction;
  readonly transaction?: TransactionScope;
  readonly handle?: unknown;
}

/** The statement of a call: the operations of its SQL, placed on the call. `text` is the file's. */
export function apiStatement(call: ApiCall, text: string, reader: StatementReader, version: TargetVersion): Statement {
  return {
    span: call.span,
    text: text.slice(call.span.start, call.span.end),
    reading: readingOf(call, reader, version),
    direction: call.direction,
    transaction: call.transaction,
    form: 'api',
    sql: call.sql,
    handle: call.handle,
  };
}

function readingOf(call: ApiCall, reader: StatementReader, version: TargetVersion): Reading {
  const shift = (span: Span): Span => ({ start: span.start - call.span.start, end: span.end - call.span.start });
  const whole = shift(call.span);
  const focus = shift(call.focus);
  const operations: Operation[] = [];
  for (const sql of call.sql) {
    for (const operation of reader.read(sql, version).operations) {
      const moved = { ...replaceSpans(operation, focus), span: whole, focus };
      operations.push(nameTable(placeColumns(moved, call.columns, shift), call.table));
    }
  }
  if (call.unknown) {
    const tables = call.unknown.tables?.map((name) => ({ name }));
    operations.push({ kind: 'other', command: call.unknown.command, tables, span: whole, focus });
  }
  return { ...emptyReading, operations, confidence: call.unknown ? 'partial' : 'exact' };
}

const spanKeys: ReadonlySet<string> = new Set(['span', 'focus', 'tableSpan', 'typeSpan', 'notNullSpan']);

/** The same data with every span replaced: they were relative to SQL that is not in the file. */
function replaceSpans<Value>(value: Value, span: Span): Value {
  return replaced(value, span) as Value;
}

function replaced(value: unknown, span: Span): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, span));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      spanKeys.has(key) && inner !== undefined ? span : replaced(inner, span),
    ]),
  );
}

function nameTable(operation: Operation, table: string | undefined): Operation {
  return operation.kind === 'drop-index' && table !== undefined ? { ...operation, table: { name: table } } : operation;
}

function placeColumns(operation: Operation, columns: ApiCall['columns'], shift: (span: Span) => Span): Operation {
  if (!columns || columns.size === 0) return operation;
  const placed = (column: ColumnDefinition): ColumnDefinition => {
    const place = columns.get(column.name);
    if (!place) return column;
    return { ...column, span: shift(place.span), typeSpan: shift(place.type ?? place.span) };
  };
  if (operation.kind === 'create-table') return { ...operation, columns: operation.columns.map(placed) };
  if (operation.kind === 'add-column') return { ...operation, column: placed(operation.column) };
  return operation;
}
