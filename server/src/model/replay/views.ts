import type { Relation, View } from '../catalog.ts';
import { catalogKey } from '../names.ts';
import type { Query } from '../query.ts';
import { tablesOf } from '../tablesOfQuery.ts';
import { expressionsOf, walkExpression, walkQueries } from '../walk.ts';
import type { SchemaState } from './schemaState.ts';

/** What a view's query reads and uses, as of now: a star stands for the columns that are there. */
export function dependencies(state: SchemaState, query: Query | undefined): Pick<View, 'reads' | 'uses'> {
  if (!query) return { reads: [], uses: [] };
  const relations = tablesOf(query).map((name) => ({ name, relation: state.relation(name) }));
  const uses = new Set<string>();
  let hasStar = false;
  walkQueries(query, (inner) => {
    for (const root of expressionsOf(inner)) {
      walkExpression(root, (part) => {
        if (part.kind === 'column') uses.add(part.name);
        hasStar ||= part.kind === 'star';
      });
    }
  });
  if (hasStar) for (const { relation } of relations) for (const name of columnNames(relation)) uses.add(name);
  return { reads: relations.map(({ name, relation }) => relation?.name ?? state.newName(name)), uses: [...uses] };
}

function columnNames(relation: Relation | undefined): readonly string[] {
  if (!relation) return [];
  return relation.kind === 'table' ? relation.columns.map(({ name }) => name) : relation.columns;
}

/** Removes the views that read a relation, and those that read them; with `column` only those that use it. */
export function dropViewsOf(state: SchemaState, relation: Relation, column?: string): void {
  const pending = usersOf(state, relation, column);
  for (let view = pending.pop(); view; view = pending.pop()) {
    state.remove(view);
    pending.push(...usersOf(state, view));
  }
}

function usersOf(state: SchemaState, relation: Relation, column?: string): View[] {
  const views = state.views(catalogKey(relation.name));
  return views.filter((view) => column === undefined || view.uses.includes(column));
}

/** A column that views use has another name: theirs stay as they are. */
export function renameUsed(state: SchemaState, relation: Relation, from: string, to: string): void {
  for (const view of usersOf(state, relation, from)) {
    // why: with several relations the old name can still be a column of another.
    const others = view.reads.length > 1 ? view.uses : view.uses.filter((name) => name !== from);
    state.put({ ...view, uses: [...others, to] });
  }
}
