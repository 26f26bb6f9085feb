import type { CatalogView } from '../model/catalog.ts';

/** What `top` knows, and below it what `base` knows: for a query file, its own temporary tables over the nearest history. */
export function layeredCatalog(top: CatalogView, base: CatalogView): CatalogView {
  return {
    relation: (name) => top.relation(name) ?? base.relation(name),
    index: (name) => top.index(name) ?? base.index(name),
    type: (name) => top.type(name) ?? base.type(name),
    function: (name) => top.function(name) ?? base.function(name),
    referencing: (name) => [...top.referencing(name), ...base.referencing(name)],
    usingType: (name) => [...top.usingType(name), ...base.usingType(name)],
    inheriting: (name) => [...top.inheriting(name), ...base.inheriting(name)],
    viewsOf: (name) => [...top.viewsOf(name), ...base.viewsOf(name)],
    relations: () => [...top.relations(), ...base.relations()],
    types: () => [...top.types(), ...base.types()],
    functions: () => [...top.functions(), ...base.functions()],
    isComplete: base.isComplete,
  };
}
