import type { IndexStmt, Node } from '@pgsql/types';
import type { CreateIndex, IndexElement, Reindex } from '../../../model/operation.ts';
import { readExpression } from './expression.ts';
import { bodyOf, isOn, type NodeBody, nameOfRange, optionsOf, stringsOf } from './nodes.ts';
import type { Source } from './source.ts';

/** CREATE INDEX. The focus is `CREATE [UNIQUE] INDEX [CONCURRENTLY]` with the index's name. */
export function readCreateIndex(node: IndexStmt, source: Source): CreateIndex {
  // Inside CREATE SCHEMA the statement does not begin the text.
  let first = source.indexOf(node.relation?.location);
  while (first > 0 && !source.isWord(first, 'create')) first--;
  const index = source.findWord('index', first);
  const on = source.findWord('on', index);
  const elements = (node.indexParams ?? []).map((element) => readElement(element, source));
  return {
    kind: 'create-index',
    span: source.all,
    focus: source.span(first, Math.max(index, on - 1)),
    table: nameOfRange(node.relation),
    elements,
    include: (node.indexIncludingParams ?? []).map((element) => bodyOf(element, 'IndexElem')?.name ?? ''),
    unique: node.unique ?? false,
    concurrently: node.concurrent ?? false,
    ifNotExists: node.if_not_exists ?? false,
    only: node.relation?.inh !== true,
    method: node.accessMethod ?? 'btree',
    nullsNotDistinct: node.nulls_not_distinct ?? false,
    ...(node.idxname ? { name: node.idxname } : {}),
    ...(node.whereClause ? { where: readExpression(node.whereClause, source) } : {}),
  };
}

function readElement(node: Node, source: Source): IndexElement {
  const element = bodyOf(node, 'IndexElem');
  const operatorClass = stringsOf(element?.opclass).at(-1);
  return {
    ...(element?.name ? { column: element.name } : {}),
    ...(element?.expr ? { expression: readExpression(element.expr, source) } : {}),
    ...(element?.ordering === 'SORTBY_DESC' ? { descending: true } : {}),
    ...(element?.nulls_ordering === 'SORTBY_NULLS_FIRST' ? { nullsFirst: true } : {}),
    ...(element?.nulls_ordering === 'SORTBY_NULLS_LAST' ? { nullsFirst: false } : {}),
    ...(operatorClass ? { operatorClass } : {}),
  };
}

const reindexTargets: Readonly<Record<string, Reindex['target']>> = {
  REINDEX_OBJECT_INDEX: 'index',
  REINDEX_OBJECT_TABLE: 'table',
  REINDEX_OBJECT_SCHEMA: 'schema',
  REINDEX_OBJECT_DATABASE: 'database',
  REINDEX_OBJECT_SYSTEM: 'system',
};

/** REINDEX. */
export function readReindex(node: NodeBody<'ReindexStmt'>, source: Source): Reindex {
  const name = node.relation ? nameOfRange(node.relation) : node.name ? { name: node.name } : undefined;
  return {
    kind: 'reindex',
    span: source.all,
    target: reindexTargets[node.kind ?? ''] ?? 'table',
    concurrently: isOn(optionsOf(node.params).get('concurrently')),
    ...(name ? { name } : {}),
  };
}
