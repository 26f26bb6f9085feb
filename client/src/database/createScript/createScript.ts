import { DatabaseError, type SchemaNode } from '../database.ts';
import type { Session } from '../session.ts';
import { functionScript } from './functionScript.ts';
import { partScript } from './partScript.ts';
import { findRelation } from './relation.ts';
import { sequenceScript } from './sequenceScript.ts';
import { tableScript } from './tableScript.ts';
import { typeScript } from './typeScript.ts';
import { viewScript } from './viewScript.ts';

/**
 * The statements that create an object again, from the catalogs of the server: no owners, no grants, no data. Every name
 * carries its schema. Ends with `;` and a line break.
 */
export async function scriptAsCreate(session: Session, serverVersionNumber: number, node: SchemaNode): Promise<string> {
  const statements = await statementsFor(session, serverVersionNumber, node);
  if (statements.length === 0) throw new DatabaseError(`"${node.name}" is not there any more.`, 'sql');
  return `${statements.map((statement) => `${statement.trimEnd().replace(/;$/, '')};`).join('\n\n')}\n`;
}

async function statementsFor(
  session: Session,
  serverVersionNumber: number,
  node: SchemaNode,
): Promise<readonly string[]> {
  const schema = node.schema ?? 'public';
  switch (node.kind) {
    case 'table':
    case 'view':
    case 'materialized-view':
    case 'sequence': {
      const relation = await findRelation(session, schema, node.name);
      if (!relation) return [];
      if (node.kind === 'table') return tableScript(session, serverVersionNumber, relation);
      return node.kind === 'sequence' ? sequenceScript(session, relation.oid) : viewScript(session, relation);
    }
    case 'function':
      return functionScript(session, schema, node.name, node.arguments);
    case 'type':
      return typeScript(session, schema, node.name);
    case 'index':
    case 'constraint':
    case 'trigger':
    case 'policy': {
      const relation = await findRelation(session, schema, node.relation ?? '');
      return relation ? partScript(session, relation, node.kind, node.name) : [];
    }
    case 'schema':
    case 'tables':
    case 'views':
    case 'materialized-views':
    case 'functions':
    case 'sequences':
    case 'types':
    case 'columns':
    case 'indexes':
    case 'constraints':
    case 'triggers':
    case 'policies':
    case 'column':
    case 'load-more':
      throw new DatabaseError(
        'There is no CREATE statement for this: choose a table, view, index or another object.',
        'refused',
      );
  }
}
