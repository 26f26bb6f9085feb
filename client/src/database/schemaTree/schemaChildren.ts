import type { SchemaNode, TreeOptions } from '../database.ts';
import type { Session } from '../session.ts';
import { groupsOfRelation, groupsOfSchema } from './groups.ts';
import { objectsOfSchema } from './objectsOfSchema.ts';
import { partsOfRelation } from './partsOfRelation.ts';
import { schemas } from './schemas.ts';

/** One level of the tree below a node (undefined: the database). Only catalogs are read: no lock on a user's table. */
export async function schemaChildren(
  session: Session,
  serverVersionNumber: number,
  node: SchemaNode | undefined,
  options: TreeOptions = {},
): Promise<readonly SchemaNode[]> {
  if (!node) return schemas(session, options);
  switch (node.kind) {
    case 'schema':
      return groupsOfSchema(session, node.name);
    case 'tables':
    case 'views':
    case 'materialized-views':
    case 'functions':
    case 'sequences':
    case 'types':
      return objectsOfSchema(session, node.kind, node.schema ?? 'public', 0, options);
    case 'load-more':
      return nextPage(session, serverVersionNumber, node, options);
    case 'table':
    case 'view':
    case 'materialized-view':
      return groupsOfRelation(session, node);
    case 'columns':
    case 'indexes':
    case 'constraints':
    case 'triggers':
    case 'policies':
      return partsOfRelation(session, serverVersionNumber, node.kind, node);
    case 'function':
    case 'sequence':
    case 'type':
    case 'column':
    case 'index':
    case 'constraint':
    case 'trigger':
    case 'policy':
      return [];
  }
}

function nextPage(
  session: Session,
  serverVersionNumber: number,
  node: SchemaNode,
  options: TreeOptions,
): Promise<readonly SchemaNode[]> {
  switch (node.group) {
    case 'tables':
    case 'views':
    case 'materialized-views':
    case 'functions':
    case 'sequences':
    case 'types':
      return objectsOfSchema(session, node.group, node.schema ?? 'public', node.offset ?? 0, options);
    default:
      return schemaChildren(session, serverVersionNumber, { ...node, kind: 'schema' }, options);
  }
}
