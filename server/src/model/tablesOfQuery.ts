import type { QualifiedName } from './names.ts';
import { catalogKey } from './names.ts';
import type { Query } from './query.ts';
import { fromItems, walkQueries } from './walk.ts';

/** Every table that a query reads, subqueries included; names of its common table expressions left out. */
export function tablesOf(query: Query): readonly QualifiedName[] {
  const found = new Map<string, QualifiedName>();
  const hidden = new Set<string>();
  walkQueries(query, (inner) => {
    for (const { name } of inner.with) hidden.add(name);
  });
  walkQueries(query, (inner) => {
    for (const item of fromItems(inner)) {
      if (item.kind !== 'table' || (item.name.schema === undefined && hidden.has(item.name.name))) continue;
      found.set(catalogKey(item.name), item.name);
    }
  });
  return [...found.values()];
}
