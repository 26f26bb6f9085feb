import type { CatalogView, Relation, SessionState, Table } from '../../../model/catalog.ts';
import type { TargetVersion } from '../../../model/dialect.ts';
import type { LockFact, LockMode } from '../../../model/lock.ts';
import { atLeast, blocks } from '../../../model/lock.ts';
import type { QualifiedName } from '../../../model/names.ts';
import { catalogKey } from '../../../model/names.ts';

/** What an operation does to a table besides locking it. */
export type Effects = Partial<Pick<LockFact, 'rewrites' | 'scans' | 'buildsIndex' | 'uncertain'>>;

/** What rewriting does: every row is read and written, every index built anew. */
export const rewriting: Effects = { rewrites: true, scans: true, buildsIndex: true };

export const scanning: Effects = { scans: true };

export const building: Effects = { scans: true, buildsIndex: true };

/** The facts of one operation, one for each table, and what is known before it. */
export class FactSet {
  readonly before: CatalogView;
  readonly version: TargetVersion;
  readonly session: SessionState | undefined;
  private readonly facts: LockFact[] = [];
  /** Index of a table's fact, where there are many: few are looked through more quickly than hashed. */
  private indexes: Map<string, number> | undefined;

  constructor(before: CatalogView, version: TargetVersion, session: SessionState | undefined) {
    this.before = before;
    this.version = version;
    this.session = session;
  }

  get result(): readonly LockFact[] {
    return this.facts;
  }

  relation(name: QualifiedName): Relation | undefined {
    return this.before.relation(name);
  }

  table(name: QualifiedName): Table | undefined {
    const relation = this.before.relation(name);
    return relation?.kind === 'table' ? relation : undefined;
  }

  /** Adds a lock on a relation; what is known not to exist has none. */
  add(name: QualifiedName, lock: LockMode, effects: Effects = {}): void {
    const relation = this.before.relation(name);
    if (relation || !this.before.isComplete) this.addTo(relation, relation?.name ?? name, lock, effects);
  }

  /** Adds a lock on a table and on everything that inherits from it, its partitions first of all. */
  addLevels(name: QualifiedName, lock: LockMode, effects: Effects = {}, only = false): void {
    const relation = this.before.relation(name);
    const isParent = relation?.kind === 'table' && relation.partitionBy !== undefined;
    const own = only && isParent ? {} : effects;
    if (relation || !this.before.isComplete) this.addTo(relation, relation?.name ?? name, lock, own);
    if (only || relation?.kind !== 'table') return;
    for (const level of this.descendants(relation)) this.addTo(level, level.name, lock, effects);
  }

  private hasDescendants(table: Table): boolean {
    return table.partitions.some((name) => this.table(name)) || this.before.inheriting(table.name).length > 0;
  }

  /** Partitions and inheriting tables, all levels down. */
  descendants(table: Table): readonly Table[] {
    if (table.partitions.length === 0 && this.before.inheriting(table.name).length === 0) return noTables;
    const found = new Map<string, Table>();
    const pending = [table];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const partitions = next.partitions.flatMap((name) => this.table(name) ?? []);
      for (const child of [...partitions, ...this.before.inheriting(next.name)]) {
        const key = catalogKey(child.name);
        if (found.has(key) || key === catalogKey(table.name)) continue;
        found.set(key, child);
        pending.push(child);
      }
    }
    return [...found.values()];
  }

  /**
   * A partitioned table has no rows of its own. Where no partition is known, there are some all the same, made as time goes
   * by: what is done to them is said of their parent.
   */
  private ownEffects(relation: Relation | undefined, effects: Effects): Effects {
    if (relation?.kind !== 'table' || !relation.partitionBy) return effects;
    if (this.hasDescendants(relation)) return {};
    return effects.scans ? { ...effects, uncertain: effects.uncertain ?? 'its partitions are not known' } : effects;
  }

  private indexOf(key: string): number {
    if (this.facts.length > few) {
      this.indexes ??= new Map(this.facts.map((fact, index) => [catalogKey(fact.table), index]));
      return this.indexes.get(key) ?? -1;
    }
    return this.facts.findIndex((fact) => catalogKey(fact.table) === key);
  }

  private addTo(relation: Relation | undefined, name: QualifiedName, lock: LockMode, effects: Effects): void {
    const key = catalogKey(name);
    const at = this.indexOf(key);
    const known = this.facts[at];
    const own = this.ownEffects(relation, effects);
    const strongest = known && atLeast(known.lock, lock) ? known.lock : lock;
    const uncertain = known?.uncertain ?? own.uncertain;
    if (at < 0) this.indexes?.set(key, this.facts.length);
    this.facts[at < 0 ? this.facts.length : at] = {
      table: name,
      lock: strongest,
      blocks: blocks(strongest),
      rewrites: Boolean(known?.rewrites || own.rewrites),
      scans: Boolean(known?.scans || own.scans),
      buildsIndex: Boolean(known?.buildsIndex || (own.buildsIndex && !(own.rewrites && hasNoIndex(relation)))),
      ...(uncertain && { uncertain }),
    };
  }
}

/** So few are looked through. */
const few = 16;

const noTables: readonly Table[] = [];

function hasNoIndex(relation: Relation | undefined): boolean {
  return relation?.indexes.length === 0 && !(relation.kind === 'table' && relation.isPartial && !relation.ofType);
}
