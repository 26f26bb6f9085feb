import type { Node } from '@pgsql/types';
import type { Operation } from '../../../model/operation.ts';
import type { Query } from '../../../model/query.ts';
import type { Span } from '../../../model/span.ts';
import { readAlterTable } from './alterTable.ts';
import { readCreateIndex, readReindex } from './createIndex.ts';
import { readCreateTable, readCreateTableAs } from './createTable.ts';
import { readCopy, readDataOperation } from './data.ts';
import { readDrop } from './drop.ts';
import { headline } from './headline.ts';
import { bodyOf, type NodeType, nameOf, nameOfRange, nodeType, stringsOf } from './nodes.ts';
import {
  readCluster,
  readComment,
  readCreateFunction,
  readCreateStatistics,
  readCreateView,
  readLock,
  readVacuum,
} from './objects.ts';
import { forbidsTransaction, tablesOfOther } from './otherCommand.ts';
import { readQuery, readSelect } from './query.ts';
import { readRename, readSetSchema } from './rename.ts';
import { readSetParameter, readTransaction } from './session.ts';
import type { Source } from './source.ts';
import {
  readAlterDomain,
  readAlterEnum,
  readCompositeType,
  readCreateDomain,
  readCreateEnum,
  readDefine,
  readRangeType,
} from './userType.ts';

export interface StatementReading {
  readonly operations: readonly Operation[];
  readonly queries: readonly Query[];
}

type Reader<Type extends NodeType> = (
  body: NonNullable<ReturnType<typeof bodyOf<Type>>>,
  source: Source,
  node: Node,
) => Operation | readonly Operation[] | StatementReading;

/** One reader for each command of the tree; what has none becomes `other`. */
const readers: { readonly [Type in NodeType]?: Reader<Type> } = {
  CreateStmt: readCreateTable,
  CreateForeignTableStmt: (body, source) => readCreateTable(body.base ?? {}, source),
  CreateTableAsStmt: (body, source) => withQueries(readCreateTableAs(body, source)),
  AlterTableStmt: readAlterTable,
  IndexStmt: readCreateIndex,
  ReindexStmt: readReindex,
  DropStmt: readDrop,
  RenameStmt: readRename,
  AlterObjectSchemaStmt: readSetSchema,
  SelectStmt: (body, source, node) => {
    if (!body.intoClause) return readQueryStatement(node, source.all, source);
    return withQueries(readSelectInto(body, source));
  },
  InsertStmt: (_, source, node) => readQueryStatement(node, source.all, source),
  UpdateStmt: (_, source, node) => readQueryStatement(node, source.all, source),
  DeleteStmt: (_, source, node) => readQueryStatement(node, source.all, source),
  MergeStmt: (_, source, node) => readQueryStatement(node, source.all, source),
  CopyStmt: (body, source) => {
    const open = source.findWord('copy', 0) + 1;
    const close = source.partner(open);
    const query = readQuery(body.query, close > open + 1 ? source.span(open + 1, close - 1) : source.all, source);
    return { operations: [readCopy(body, query, source)], queries: query ? [query] : [] };
  },
  ViewStmt: (body, source) => withQueries(readCreateView(body, source)),
  RefreshMatViewStmt: (body, source) => ({
    kind: 'refresh-materialized-view',
    span: source.all,
    view: nameOfRange(body.relation),
    concurrently: body.concurrent ?? false,
    withNoData: body.skipData ?? false,
  }),
  ExplainStmt: (body, source) => readWrapped(body.query, 'ExplainStmt', explained, source),
  PrepareStmt: (body, source) => readWrapped(body.query, 'PrepareStmt', prepared, source),
  DeclareCursorStmt: (body, source) => readWrapped(body.query, 'DeclareCursorStmt', declared, source),
  CreateEnumStmt: readCreateEnum,
  CompositeTypeStmt: readCompositeType,
  CreateRangeStmt: readRangeType,
  DefineStmt: readDefine,
  CreateDomainStmt: readCreateDomain,
  AlterEnumStmt: readAlterEnum,
  AlterDomainStmt: readAlterDomain,
  AlterTypeStmt: (body, source) => ({
    kind: 'alter-type',
    span: source.all,
    type: nameOf(stringsOf(body.typeName)),
    action: 'other',
  }),
  CreateSeqStmt: (body, source) => ({
    kind: 'sequence',
    span: source.all,
    action: 'create',
    sequence: nameOfRange(body.sequence),
  }),
  AlterSeqStmt: (body, source) => ({
    kind: 'sequence',
    span: source.all,
    action: 'alter',
    sequence: nameOfRange(body.sequence),
  }),
  CreateSchemaStmt: (body, source) => {
    const name = body.schemaname ?? body.authrole?.rolename ?? '';
    const elements = (body.schemaElts ?? []).map((element) => readStatement(element, source));
    return [
      { kind: 'schema', span: source.all, action: 'create', name },
      ...elements.flatMap((element) => element.operations),
    ];
  },
  CreateFunctionStmt: readCreateFunction,
  CreateTrigStmt: (body, source) => ({
    kind: 'trigger',
    span: source.all,
    action: 'create',
    table: nameOfRange(body.relation),
    name: body.trigname ?? '',
  }),
  CreatePolicyStmt: (body, source) => ({
    kind: 'policy',
    span: source.all,
    action: 'create',
    table: nameOfRange(body.table),
    name: body.policy_name ?? '',
  }),
  AlterPolicyStmt: (body, source) => ({
    kind: 'policy',
    span: source.all,
    action: 'alter',
    table: nameOfRange(body.table),
    name: body.policy_name ?? '',
  }),
  RuleStmt: (body, source) => ({
    kind: 'rule',
    span: source.all,
    action: 'create',
    table: nameOfRange(body.relation),
    name: body.rulename ?? '',
  }),
  CreateStatsStmt: readCreateStatistics,
  AlterStatsStmt: (body, source) => ({
    kind: 'statistics',
    span: source.all,
    action: 'alter',
    name: nameOf(stringsOf(body.defnames)),
  }),
  CommentStmt: readComment,
  TruncateStmt: (body, source) => ({
    kind: 'truncate',
    span: source.all,
    tables: (body.relations ?? []).map((relation) => nameOfRange(bodyOf(relation, 'RangeVar'))),
    cascade: body.behavior === 'DROP_CASCADE',
  }),
  VacuumStmt: readVacuum,
  ClusterStmt: readCluster,
  LockStmt: readLock,
  VariableSetStmt: readSetParameter,
  TransactionStmt: readTransaction,
  DropdbStmt: (body, source) => ({
    kind: 'drop-object',
    span: source.all,
    objectType: 'database',
    names: [{ name: body.dbname ?? '' }],
    ifExists: body.missing_ok ?? false,
    cascade: false,
  }),
};

/** Reads one command of the tree into its operations and outermost queries. */
export function readStatement(node: Node, source: Source): StatementReading {
  const type = nodeType(node);
  const reader = readers[type] as Reader<NodeType> | undefined;
  const body = bodyOf(node, type);
  const read =
    reader && body !== undefined
      ? reader(body as Parameters<typeof reader>[0], source, node)
      : readOther(node, type, source);
  if ('operations' in read) return read;
  const focus = headline(source);
  const operations = ('kind' in read ? [read] : read).map((operation) =>
    focus === undefined || operation.focus ? operation : { ...operation, focus },
  );
  return { operations, queries: [] };
}

function readOther(node: Node, type: NodeType, source: Source): Operation {
  const tables = tablesOfOther(node);
  return {
    kind: 'other',
    span: source.all,
    command: type,
    ...(tables.length ? { tables } : {}),
    ...(forbidsTransaction(node) ? { forbidsTransaction: true } : {}),
  };
}

function readQueryStatement(node: Node, span: Span, source: Source): StatementReading {
  const query = readQuery(node, span, source);
  if (!query) return { operations: [], queries: [] };
  return { operations: readDataOperation(query, source), queries: [query] };
}

/** The query that the operation carries is an outermost query of the statement. */
function withQueries(operation: Operation): StatementReading {
  const query = 'query' in operation ? operation.query : undefined;
  return { operations: [operation], queries: query ? [query] : [] };
}

function readSelectInto(select: Parameters<typeof readSelect>[0], source: Source): Operation {
  const { intoClause, ...rest } = select;
  const created = readCreateTableAs({ into: intoClause, objtype: 'OBJECT_TABLE' }, source);
  if (created.kind !== 'create-table') return created;
  return { ...created, query: readSelect(rest, source.all, source) };
}

/** EXPLAIN, PREPARE and DECLARE CURSOR around a query: the query is read, its operation only where it runs. */
function readWrapped(
  inner: Node | undefined,
  command: string,
  first: (source: Source) => number,
  source: Source,
): StatementReading {
  const index = first(source);
  const span = source.span(Math.min(index, source.count - 1), source.count - 1);
  const query = inner && readQuery(inner, span, source);
  const runs = command === 'ExplainStmt' && /\banalyze\b/i.test(source.text.slice(0, span.start));
  const operations = inner && query && runs ? readDataOperation(query, source) : [];
  return {
    operations: [{ kind: 'other', span: source.all, command }, ...operations],
    queries: query ? [query] : [],
  };
}

function explained(source: Source): number {
  let index = source.findWord('explain', 0) + 1;
  if (source.is(index, '(') && !/^(?:select|with|values)$/.test(source.word(index + 1))) index = source.after(index);
  while (/^(?:analyze|analyse|verbose)$/.test(source.word(index))) index++;
  return index;
}

function prepared(source: Source): number {
  return source.findWord('as', 0) + 1;
}

function declared(source: Source): number {
  return source.findWord('for', 0) + 1;
}
