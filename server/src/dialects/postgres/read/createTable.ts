import type { ColumnDef, CreateStmt, CreateTableAsStmt, Node, PartitionSpec } from '@pgsql/types';
import type { ColumnDefinition, ConstraintDefinition, CreateTable, Operation } from '../../../model/operation.ts';
import type { Span } from '../../../model/span.ts';
import { readColumnConstraints, readConstraint } from './constraint.ts';
import { bodyOf, nameOf, nameOfRange, stringsOf } from './nodes.ts';
import { readPartitionBound } from './partitionBound.ts';
import { readQuery } from './query.ts';
import type { Source } from './source.ts';
import { readType, typeSpan } from './types.ts';

/** CREATE TABLE, also PARTITION OF and OF type; CREATE FOREIGN TABLE has the same body. */
export function readCreateTable(node: CreateStmt, source: Source): CreateTable {
  const relation = source.indexOf(node.relation?.location);
  const nameEnd = source.nameEnd(relation);
  const columns: ColumnDefinition[] = [];
  const constraints: ConstraintDefinition[] = [];
  const like: CreateTable['like'][number][] = [];
  const elements = elementSpans(source, nameEnd + 1);
  for (const [position, element] of (node.tableElts ?? []).entries()) {
    const last = elements[position]?.last ?? source.count - 1;
    const column = bodyOf(element, 'ColumnDef');
    const constraint = bodyOf(element, 'Constraint');
    const copied = bodyOf(element, 'TableLikeClause');
    if (column) columns.push(readColumn(column, last, source));
    else if (constraint) {
      const first = elements[position]?.first ?? source.indexOf(constraint.location);
      const read = readConstraint(constraint, source.span(first, last), source);
      if (read) constraints.push(read);
    } else if (copied) like.push({ table: nameOfRange(copied.relation), options: likeOptions(copied.options ?? 0) });
  }
  const parents = (node.inhRelations ?? []).map((parent) => nameOfRange(bodyOf(parent, 'RangeVar')));
  const parent = parents[0];
  const persistence = node.relation?.relpersistence;
  const bound = readPartitionBound(node.partbound, source);
  return {
    kind: 'create-table',
    span: source.all,
    focus: source.span(relation, nameEnd),
    table: nameOfRange(node.relation),
    tableSpan: source.span(relation, nameEnd),
    columns,
    constraints,
    ifNotExists: node.if_not_exists ?? false,
    temporary: persistence === 't',
    unlogged: persistence === 'u',
    like,
    inherits: node.partbound ? [] : parents,
    ...(node.partspec ? { partitionBy: readPartitionBy(node.partspec, source) } : {}),
    ...(bound && parent ? { partitionOf: { parent, bound } } : {}),
    ...(node.ofTypename ? { ofType: nameOf(stringsOf(node.ofTypename.names)) } : {}),
  };
}

/** CREATE TABLE AS and SELECT INTO; CREATE MATERIALIZED VIEW is the same node. */
export function readCreateTableAs(node: CreateTableAsStmt, source: Source): Operation {
  const relation = source.indexOf(node.into?.rel?.location);
  const nameEnd = source.nameEnd(relation);
  const tableSpan = source.span(relation, nameEnd);
  const table = nameOfRange(node.into?.rel);
  const as = source.findWord('as', nameEnd + 1);
  const query = readQuery(node.query, as < 0 ? source.all : withoutData(source, as + 1), source);
  const base = { span: source.all, focus: tableSpan, ...(query ? { query } : {}) };
  if (node.objtype === 'OBJECT_MATVIEW') {
    const columns = stringsOf(node.into?.colNames);
    const named = columns.length ? { columns } : {};
    return { ...base, kind: 'create-view', view: table, materialized: true, orReplace: false, ...named };
  }
  return {
    ...base,
    kind: 'create-table',
    table,
    tableSpan,
    columns: [],
    constraints: [],
    ifNotExists: node.if_not_exists ?? false,
    temporary: node.into?.rel?.relpersistence === 't',
    unlogged: node.into?.rel?.relpersistence === 'u',
    like: [],
    inherits: [],
  };
}

/** The query from the token `first` to the end, without WITH [NO] DATA. */
function withoutData(source: Source, first: number): Span {
  const last = source.count - 1;
  if (!source.isWord(last, 'data')) return source.span(first, last);
  const before = source.isWord(last - 1, 'no') ? last - 2 : last - 1;
  return source.span(first, source.isWord(before, 'with') ? before - 1 : last);
}

/** Reads a column definition whose last token is `last`. */
export function readColumn(node: ColumnDef, last: number, source: Source): ColumnDefinition {
  const name = node.colname ?? '';
  const first = source.indexOf(node.location);
  const type = typeSpan(node.typeName, source);
  return {
    name,
    span: source.span(Math.max(first, 0), last),
    ...(node.typeName ? { type: readType(node.typeName), ...(type ? { typeSpan: type } : {}) } : {}),
    ...(node.collClause ? { collation: nameOf(stringsOf(node.collClause.collname)) } : {}),
    ...readColumnConstraints(node.constraints, name, last, source),
  };
}

/** The elements of the bracket that follows the table's name (or its PARTITION OF parent or OF type). */
function elementSpans(source: Source, from: number): { first: number; last: number }[] {
  let open = from;
  if (source.isWord(open, 'partition')) open = source.nameEnd(open + 2) + 1;
  else if (source.isWord(open, 'of')) open = source.nameEnd(open + 1) + 1;
  if (!source.is(open, '(')) return [];
  return source.elements(open + 1, source.partner(open));
}

function readPartitionBy(node: PartitionSpec, source: Source): CreateTable['partitionBy'] {
  const columns = (node.partParams ?? []).map((parameter) => partitionColumn(parameter, source));
  return { strategy: strategies[node.strategy ?? ''] ?? 'range', columns };
}

/** A column's name, or the text of an expression. */
function partitionColumn(node: Node, source: Source): string {
  const element = bodyOf(node, 'PartitionElem');
  if (element?.name) return element.name;
  const at = source.indexOf(element?.location);
  return at < 0 ? '' : source.text.slice(source.start(at), source.end(source.after(at) - 1));
}

const strategies: Readonly<Record<string, string>> = {
  PARTITION_STRATEGY_LIST: 'list',
  PARTITION_STRATEGY_RANGE: 'range',
  PARTITION_STRATEGY_HASH: 'hash',
};

/** The bits of INCLUDING in the order of the server's TableLikeOption. */
const likeBits = [
  'comments',
  'compression',
  'constraints',
  'defaults',
  'generated',
  'identity',
  'indexes',
  'statistics',
  'storage',
];

function likeOptions(bits: number): string[] {
  return likeBits.filter((_, position) => (bits & (1 << position)) !== 0);
}
