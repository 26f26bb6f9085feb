import type { ObjectType } from '@pgsql/types';

const irregular: Readonly<Record<string, string>> = {
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_FDW: 'foreign data wrapper',
  OBJECT_FOREIGN_SERVER: 'server',
  OBJECT_DOMCONSTRAINT: 'domain constraint',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_OPCLASS: 'operator class',
  OBJECT_OPFAMILY: 'operator family',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_TSCONFIGURATION: 'text search configuration',
  OBJECT_TSDICTIONARY: 'text search dictionary',
  OBJECT_TSPARSER: 'text search parser',
  OBJECT_TSTEMPLATE: 'text search template',
  OBJECT_LARGEOBJECT: 'large object',
};

/** The kind of object as SQL names it, lower case: `materialized view`, `function` … */
export function objectTypeName(type: ObjectType | undefined): string {
  return (
    irregular[type ?? ''] ??
    (type ?? '')
      .replace(/^OBJECT_/, '')
      .replaceAll('_', ' ')
      .toLowerCase()
  );
}
