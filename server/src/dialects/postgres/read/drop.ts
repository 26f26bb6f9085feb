import type { DropStmt } from '@pgsql/types';
import type { Operation } from '../../../model/operation.ts';
import { itemsOf, nameOf, nameOfNode, stringsOf } from './nodes.ts';
import { objectTypeName } from './objectTypes.ts';
import type { Source } from './source.ts';

/** DROP of everything that is one DropStmt in the tree. DROP SCHEMA a, b is two operations. */
export function readDrop(node: DropStmt, source: Source): Operation[] {
  const objects = node.objects ?? [];
  const base = { span: source.all, ifExists: node.missing_ok ?? false, cascade: node.behavior === 'DROP_CASCADE' };
  const names = objects.map(nameOfNode);
  switch (node.removeType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return [{ ...base, kind: 'drop-table', tables: names }];
    case 'OBJECT_INDEX':
      return [{ ...base, kind: 'drop-index', indexes: names, concurrently: node.concurrent ?? false }];
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return [{ ...base, kind: 'drop-view', views: names, materialized: node.removeType === 'OBJECT_MATVIEW' }];
    case 'OBJECT_SEQUENCE':
      return names.map((sequence) => ({
        span: base.span,
        kind: 'sequence',
        action: 'drop',
        sequence,
        ...(base.cascade && { cascade: true }),
      }));
    case 'OBJECT_SCHEMA':
      return names.map(({ name }) => ({
        span: base.span,
        kind: 'schema',
        action: 'drop',
        name,
        cascade: base.cascade,
      }));
    case 'OBJECT_STATISTIC_EXT':
      return names.map((name) => ({ span: base.span, kind: 'statistics', action: 'drop', name }));
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return objects.map((object) => {
        // The tree has the table's name and then the object's own.
        const parts = stringsOf(itemsOf(object));
        const target = { action: 'drop', table: nameOf(parts.slice(0, -1)), name: parts.at(-1) ?? '' } as const;
        if (node.removeType === 'OBJECT_TRIGGER') return { span: base.span, kind: 'trigger', ...target };
        return { span: base.span, kind: node.removeType === 'OBJECT_POLICY' ? 'policy' : 'rule', ...target };
      });
    default:
      return [{ ...base, kind: 'drop-object', objectType: objectTypeName(node.removeType), names }];
  }
}
