import type { AlterObjectSchemaStmt, RenameStmt } from '@pgsql/types';
import type { Operation } from '../../../model/operation.ts';
import { nameOfNode, nameOfRange } from './nodes.ts';
import { objectTypeName } from './objectTypes.ts';
import type { Source } from './source.ts';

/** ALTER … RENAME. */
export function readRename(node: RenameStmt, source: Source): Operation {
  const span = source.all;
  const to = node.newname ?? '';
  const table = nameOfRange(node.relation);
  const relation = source.indexOf(node.relation?.location);
  const rename = source.findWord('rename', 0);
  const focus = rename < 0 ? span : source.span(rename, source.count - 1);
  const target = {
    span,
    focus,
    table,
    ...(node.relation ? { tableSpan: source.span(relation, source.nameEnd(relation)) } : {}),
    ...(node.missing_ok ? { tableIfExists: true } : {}),
  };
  switch (node.renameType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return { kind: 'rename-table', span, focus, table, to: { ...table, name: to } };
    case 'OBJECT_COLUMN':
      if (node.relationType === 'OBJECT_VIEW' || node.relationType === 'OBJECT_MATVIEW') {
        return {
          kind: 'alter-view',
          span,
          focus,
          view: table,
          materialized: node.relationType === 'OBJECT_MATVIEW',
          action: 'other',
        };
      }
      return { ...target, kind: 'rename-column', column: node.subname ?? '', to };
    case 'OBJECT_TABCONSTRAINT':
      return { ...target, kind: 'rename-constraint', name: node.subname ?? '', to };
    case 'OBJECT_INDEX':
      return { kind: 'alter-index', span, focus, index: table, action: 'rename', to };
    case 'OBJECT_SEQUENCE':
      return { kind: 'sequence', span, focus, action: 'rename', sequence: table, to };
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW': {
      const materialized = node.renameType === 'OBJECT_MATVIEW';
      return {
        kind: 'alter-view',
        span,
        focus,
        view: table,
        materialized,
        action: 'rename',
        to: { ...table, name: to },
      };
    }
    case 'OBJECT_TRIGGER':
      return { kind: 'trigger', span, focus, action: 'rename', table, name: node.subname ?? '' };
    case 'OBJECT_POLICY':
      return { kind: 'policy', span, focus, action: 'rename', table, name: node.subname ?? '' };
    case 'OBJECT_RULE':
      return { kind: 'rule', span, focus, action: 'rename', table, name: node.subname ?? '' };
    case 'OBJECT_SCHEMA':
      return { kind: 'schema', span, focus, action: 'rename', name: node.subname ?? '', to };
    case 'OBJECT_TYPE':
      return { kind: 'alter-type', span, focus, type: nameOfNode(node.object), action: 'rename', to };
    case 'OBJECT_ATTRIBUTE': {
      const cascade = node.behavior === 'DROP_CASCADE' ? { cascade: true } : {};
      return {
        kind: 'alter-type',
        span,
        focus,
        type: table,
        action: 'attribute',
        value: node.subname ?? '',
        to,
        ...cascade,
      };
    }
    case 'OBJECT_DOMAIN':
    case 'OBJECT_DOMCONSTRAINT':
      return { kind: 'alter-domain', span, focus, domain: nameOfNode(node.object), action: 'other' };
    case 'OBJECT_STATISTIC_EXT':
      return { kind: 'statistics', span, focus, action: 'alter', name: nameOfNode(node.object) };
    default:
      return { kind: 'other', span, focus, command: `alter ${objectTypeName(node.renameType)} rename` };
  }
}

/** ALTER … SET SCHEMA. */
export function readSetSchema(node: AlterObjectSchemaStmt, source: Source): Operation {
  const span = source.all;
  const schema = node.newschema ?? '';
  const set = source.findWord('set', 0);
  const focus = set < 0 ? span : source.span(set, source.count - 1);
  const relation = nameOfRange(node.relation);
  switch (node.objectType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return {
        kind: 'rename-table',
        span,
        focus,
        table: relation,
        to: { schema, name: relation.name },
        setSchema: true,
      };
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW': {
      const materialized = node.objectType === 'OBJECT_MATVIEW';
      const to = { schema, name: relation.name };
      return { kind: 'alter-view', span, focus, view: relation, materialized, action: 'set-schema', to };
    }
    case 'OBJECT_SEQUENCE':
      return { kind: 'sequence', span, focus, action: 'alter', sequence: relation };
    case 'OBJECT_TYPE':
      return { kind: 'alter-type', span, focus, type: nameOfNode(node.object), action: 'set-schema', to: schema };
    case 'OBJECT_DOMAIN':
      return { kind: 'alter-domain', span, focus, domain: nameOfNode(node.object), action: 'other' };
    case 'OBJECT_STATISTIC_EXT':
      return { kind: 'statistics', span, focus, action: 'alter', name: nameOfNode(node.object) };
    default:
      return { kind: 'other', span, focus, command: `alter ${objectTypeName(node.objectType)} set schema` };
  }
}
