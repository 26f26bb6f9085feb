import type { Node } from '@pgsql/types';
import type { QualifiedName } from '../../../model/names.ts';
import { bodyOf, isOn, type NodeType, nameOfRange, nodeType, optionsOf } from './nodes.ts';

/** Commands that the server refuses inside a transaction block, whatever their options. */
const alwaysForbidden: ReadonlySet<NodeType> = new Set<NodeType>([
  'AlterSystemStmt',
  'CreatedbStmt',
  'CreateTableSpaceStmt',
  'DropTableSpaceStmt',
  'DropdbStmt',
]);

/** Whether the command cannot run inside a transaction block; for commands that the model has no operation of their own for. */
export function forbidsTransaction(node: Node): boolean {
  if (alwaysForbidden.has(nodeType(node))) return true;
  const database = bodyOf(node, 'AlterDatabaseStmt');
  if (database) return optionsOf(database.options).has('tablespace');
  const discard = bodyOf(node, 'DiscardStmt');
  if (discard) return discard.target === 'DISCARD_ALL';
  const subscription = bodyOf(node, 'CreateSubscriptionStmt');
  if (subscription) {
    const options = optionsOf(subscription.options);
    const connects = !options.has('connect') || isOn(options.get('connect'));
    return connects && (!options.has('create_slot') || isOn(options.get('create_slot')));
  }
  if (bodyOf(node, 'DropSubscriptionStmt')) return true;
  const altered = bodyOf(node, 'AlterSubscriptionStmt');
  if (altered) {
    const refreshed = altered.kind === 'ALTER_SUBSCRIPTION_REFRESH';
    const publication = /_PUBLICATION$/.test(altered.kind ?? '');
    const refresh = optionsOf(altered.options).get('refresh');
    return refreshed || (publication && (refresh === undefined || isOn(refresh)));
  }
  return false;
}

/** Tables that the command names, wherever they are in its tree. */
export function tablesOfOther(node: Node): QualifiedName[] {
  const found: QualifiedName[] = [];
  const collect = (value: object): void => {
    for (const [key, part] of Object.entries(value)) {
      if (!part || typeof part !== 'object') continue;
      if (key === 'RangeVar' || (key === 'relation' && 'relname' in part)) found.push(nameOfRange(part));
      else collect(part);
    }
  };
  collect(node);
  return found;
}
