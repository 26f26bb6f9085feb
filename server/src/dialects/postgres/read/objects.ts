import type { CommentStmt, CreateFunctionStmt, ViewStmt } from '@pgsql/types';
import type {
  Comment,
  CreateFunction,
  CreateView,
  LockTable,
  Operation,
  StatisticsOperation,
} from '../../../model/operation.ts';
import {
  bodyOf,
  isOn,
  itemsOf,
  type NodeBody,
  nameOf,
  nameOfNode,
  nameOfRange,
  optionsOf,
  stringOf,
  stringsOf,
} from './nodes.ts';
import { objectTypeName } from './objectTypes.ts';
import { readQuery } from './query.ts';
import type { Source } from './source.ts';

/** CREATE VIEW. */
export function readCreateView(node: ViewStmt, source: Source): CreateView {
  const name = source.indexOf(node.view?.location);
  const as = source.findWord('as', name);
  let last = source.count - 1;
  if (node.withCheckOption && node.withCheckOption !== 'NO_CHECK_OPTION' && source.isWord(last, 'option')) {
    while (last > as && !source.isWord(last, 'with')) last--;
    last--;
  }
  const query = readQuery(node.query, as < 0 ? source.all : source.span(as + 1, last), source);
  return {
    kind: 'create-view',
    span: source.all,
    focus: source.span(name, source.nameEnd(name)),
    view: nameOfRange(node.view),
    materialized: false,
    orReplace: node.replace ?? false,
    ...(query ? { query } : {}),
    ...(node.aliases ? { columns: stringsOf(node.aliases) } : {}),
  };
}

/** CREATE FUNCTION and PROCEDURE. */
export function readCreateFunction(node: CreateFunctionStmt, source: Source): CreateFunction {
  const options = optionsOf(node.options);
  const language = textOption(options.get('language'));
  const volatility = textOption(options.get('volatility'));
  return {
    kind: 'create-function',
    span: source.all,
    function: nameOf(stringsOf(node.funcname)),
    volatility: volatility === 'immutable' || volatility === 'stable' ? volatility : 'volatile',
    isProcedure: node.is_procedure ?? false,
    ...(language !== undefined ? { language } : node.sql_body ? { language: 'sql' } : {}),
  };
}

function textOption(option: Parameters<typeof isOn>[0]): string | undefined {
  return option === undefined || option === true ? undefined : stringOf(option)?.toLowerCase();
}

/** CREATE STATISTICS. */
export function readCreateStatistics(node: NodeBody<'CreateStatsStmt'>, source: Source): StatisticsOperation {
  const table = bodyOf(node.relations?.[0], 'RangeVar');
  return {
    kind: 'statistics',
    span: source.all,
    action: 'create',
    ...(node.defnames ? { name: nameOf(stringsOf(node.defnames)) } : {}),
    ...(table ? { table: nameOfRange(table) } : {}),
  };
}

const relations: ReadonlySet<string> = new Set([
  'OBJECT_TABLE',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_FOREIGN_TABLE',
  'OBJECT_SEQUENCE',
]);
const ofTable: ReadonlySet<string> = new Set([
  'OBJECT_TABCONSTRAINT',
  'OBJECT_TRIGGER',
  'OBJECT_RULE',
  'OBJECT_POLICY',
]);

/** COMMENT ON. */
export function readComment(node: CommentStmt, source: Source): Comment {
  const base = { kind: 'comment', span: source.all, objectType: objectTypeName(node.objtype) } as const;
  const parts = stringsOf(itemsOf(node.object));
  if (node.objtype === 'OBJECT_COLUMN')
    return { ...base, table: nameOf(parts.slice(0, -1)), column: parts.at(-1) ?? '' };
  if (relations.has(node.objtype ?? '')) return { ...base, table: nameOfNode(node.object) };
  if (ofTable.has(node.objtype ?? '')) return { ...base, table: nameOf(parts.slice(0, -1)) };
  return base;
}

/** VACUUM and ANALYZE. */
export function readVacuum(node: NodeBody<'VacuumStmt'>, source: Source): Operation {
  const tables = (node.rels ?? []).map((item) => nameOfRange(bodyOf(item, 'VacuumRelation')?.relation));
  if (!node.is_vacuumcmd) return { kind: 'analyze', span: source.all, tables };
  return { kind: 'vacuum', span: source.all, tables, full: isOn(optionsOf(node.options).get('full')) };
}

/** CLUSTER. */
export function readCluster(node: NodeBody<'ClusterStmt'>, source: Source): Operation {
  return {
    kind: 'cluster',
    span: source.all,
    ...(node.relation ? { table: nameOfRange(node.relation) } : {}),
    ...(node.indexname ? { index: node.indexname } : {}),
  };
}

/** In the order of the server's numbers, which begin at 1. */
const lockModes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
];

/** LOCK TABLE. */
export function readLock(node: NodeBody<'LockStmt'>, source: Source): LockTable {
  return {
    kind: 'lock-table',
    span: source.all,
    tables: (node.relations ?? []).map((relation) => nameOfRange(bodyOf(relation, 'RangeVar'))),
    mode: lockModes[(node.mode ?? 8) - 1] ?? 'ACCESS EXCLUSIVE',
    noWait: node.nowait ?? false,
  };
}
