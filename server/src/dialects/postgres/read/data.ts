import type { Node } from '@pgsql/types';
import type { Expression } from '../../../model/expression.ts';
import type { QualifiedName } from '../../../model/names.ts';
import type { DataOperation, Operation } from '../../../model/operation.ts';
import type { Query } from '../../../model/query.ts';
import { bodyOf, type NodeBody, nameOfRange } from './nodes.ts';
import type { Source } from './source.ts';

/** The operation that a query is: which tables it writes, reads and locks rows of. set_config() calls come beside it. */
export function readDataOperation(node: Node, query: Query, source: Source): Operation[] {
  const tables = collectTables(node);
  const operations: Operation[] = parameterChanges(query, source);
  const written = query.kind === 'select' ? [] : [query.table.name];
  const base = { span: source.all, tables: distinct([...written, ...tables.written]), query };
  const reads = distinct(tables.read);
  if (query.kind === 'select') {
    // A SELECT whose WITH writes is named after what it writes.
    const kind = tables.writes[0] ?? 'select';
    operations.unshift({ ...base, kind, reads, ...(tables.locksRows ? { locksRows: true } : {}) });
    return operations;
  }
  const focus = focusOf(query, source);
  const fromQuery =
    query.kind === 'insert' ? { fromQuery: query.source !== undefined && query.source.values === undefined } : {};
  operations.unshift({ ...base, focus, kind: query.kind, reads, ...fromQuery });
  return operations;
}

/** COPY. */
export function readCopy(node: NodeBody<'CopyStmt'>, query: Query | undefined, source: Source): Operation {
  const table = node.relation ? [nameOfRange(node.relation)] : [];
  const inner = node.query ? collectTables(node.query) : undefined;
  return {
    kind: 'copy',
    span: source.all,
    tables: node.is_from ? table : distinct(inner?.written ?? []),
    reads: node.is_from ? [] : distinct([...table, ...(inner?.read ?? [])]),
    ...(query ? { query } : {}),
  };
}

/** `UPDATE t`, `DELETE FROM t`, `INSERT INTO t`: from the command's word to the table. */
function focusOf(query: Exclude<Query, { kind: 'select' }>, source: Source) {
  const table = source.indexAt(query.table.span.start);
  let first = table;
  while (first > 0 && !source.isWord(first, query.kind)) first--;
  return source.isWord(first, query.kind) ? source.span(first, table) : query.table.span;
}

function distinct(names: readonly QualifiedName[]): QualifiedName[] {
  const found = new Map<string, QualifiedName>();
  for (const name of names) found.set(`${name.schema ?? ''}.${name.name}`, name);
  return [...found.values()];
}

interface TablesFound {
  readonly read: QualifiedName[];
  readonly written: QualifiedName[];
  readonly writes: DataOperation['kind'][];
  locksRows: boolean;
}

const writingNodes: Readonly<Record<string, DataOperation['kind']>> = {
  InsertStmt: 'insert',
  UpdateStmt: 'update',
  DeleteStmt: 'delete',
  MergeStmt: 'merge',
};

/** Every table below the node, common table expressions left out. */
function collectTables(node: Node): TablesFound {
  const found: TablesFound = { read: [], written: [], writes: [], locksRows: false };
  walk(node, found, new Set(), true);
  return found;
}

function walk(value: object, found: TablesFound, hidden: ReadonlySet<string>, outermost: boolean): void {
  let names = hidden;
  const clause = (value as { withClause?: { ctes?: Node[] } }).withClause;
  if (clause?.ctes) {
    names = new Set([...hidden, ...clause.ctes.map((item) => bodyOf(item, 'CommonTableExpr')?.ctename ?? '')]);
  }
  for (const [key, part] of Object.entries(value)) {
    if (!part || typeof part !== 'object') continue;
    if (key === 'RangeVar') {
      const name = nameOfRange(part);
      if (name.schema !== undefined || !names.has(name.name)) found.read.push(name);
      continue;
    }
    if (key === 'lockingClause') found.locksRows = true;
    const kind = writingNodes[key];
    if (kind) {
      if (!outermost) {
        found.writes.push(kind);
        found.written.push(nameOfRange((part as { relation?: { relname?: string; schemaname?: string } }).relation));
      }
      const { relation: _, ...rest } = part as { relation?: object };
      walk(rest, found, names, false);
      continue;
    }
    walk(part, found, names, false);
  }
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
