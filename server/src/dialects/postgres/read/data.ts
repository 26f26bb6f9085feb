import type { Expression } from '../../../model/expression.ts';
import type { Operation } from '../../../model/operation.ts';
import type { Query } from '../../../model/query.ts';
import { type NodeBody, nameOfRange } from './nodes.ts';
import type { Source } from './source.ts';
import { distinctNames } from './tablesRead.ts';

/**
 * The operation that a query is: which tables it writes, reads and locks rows of; set_config() calls come beside it.
 * The query must be what has been read last from the source.
 */
export function readDataOperation(query: Query, source: Source): Operation[] {
  const { tables } = source;
  const parameters = parameterChanges(query, source);
  const base = {
    span: source.all,
    tables: distinctNames(tables.written.map((write) => write.table)),
    reads: distinctNames(tables.read),
    query,
  };
  if (query.kind === 'select') {
    // A SELECT whose WITH writes is named after what it writes.
    const kind = tables.written[0]?.kind ?? 'select';
    return [{ ...base, kind, ...(tables.locksRows ? { locksRows: true } : {}) }, ...parameters];
  }
  const fromQuery =
    query.kind === 'insert' ? { fromQuery: query.source !== undefined && query.source.values === undefined } : {};
  return [{ ...base, focus: focusOf(query, source), kind: query.kind, ...fromQuery }, ...parameters];
}

/** COPY; `query` is that of COPY (query) TO. */
export function readCopy(node: NodeBody<'CopyStmt'>, query: Query | undefined, source: Source): Operation {
  const table = node.relation ? [nameOfRange(node.relation)] : [];
  const { read, written } = source.tables;
  return {
    kind: 'copy',
    span: source.all,
    tables: node.is_from ? table : distinctNames(written.map((write) => write.table)),
    reads: node.is_from ? [] : distinctNames([...table, ...read]),
    ...(query ? { query } : {}),
  };
}

/** `UPDATE t`, `DELETE FROM t`, `INSERT INTO t`: from the command's word to the table's name. */
function focusOf(query: Exclude<Query, { kind: 'select' }>, source: Source) {
  const table = source.indexAt(query.table.span.start);
  let name = table;
  while (query.table.only && (source.isWord(name, 'only') || source.is(name, '('))) name++;
  let first = table;
  while (first > 0 && !source.isWord(first, query.kind)) first--;
  return source.span(source.isWord(first, query.kind) ? first : table, source.nameEnd(name));
}

/** `SELECT set_config('lock_timeout', '5s', true)`. */
function parameterChanges(query: Query, source: Source): Operation[] {
  if (query.kind !== 'select') return [];
  return query.targets.flatMap((target) => setConfig(target.expression, source));
}

function setConfig(expression: Expression, source: Source): Operation[] {
  if (expression.kind !== 'function' || expression.name.name !== 'set_config') return [];
  const [name, value, local] = expression.arguments;
  if (name?.kind !== 'constant' || typeof name.value !== 'string') return [];
  const text = value?.kind === 'constant' && typeof value.value === 'string' ? `'${value.value}'` : undefined;
  return [
    {
      kind: 'set-parameter',
      span: source.all,
      focus: expression.span,
      name: name.value.toLowerCase(),
      scope: local?.kind === 'constant' && local.value === true ? 'local' : 'session',
      ...(text === undefined ? {} : { value: text }),
    },
  ];
}
