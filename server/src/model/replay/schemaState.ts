import type { Column, Constraint, Index, Origin, Relation, Table, UserType, View } from '../catalog.ts';
import type { TargetVersion } from '../dialect.ts';
import { commonStart, type List } from '../list.ts';
import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import type { EntryOverlay, PairKind } from './entries.ts';
import { pairGroup, pairKey, pairSeparator } from './entries.ts';
import { relationKey, schemaOf, searchPath } from './searchPath.ts';

/** Where a statement stands. */
export interface StepContext {
  readonly file: string;
  readonly version: TargetVersion;
  /** Of what the present statement makes. */
  readonly origin: Origin;
  /** Of the script: names its session. */
  readonly segment: string;
}

const noTables: readonly Table[] = [];
const noRelations: readonly Relation[] = [];

/** The schema while an operation changes it: keeps the entries that follow from a relation (its index names …) in step. */
export class SchemaState {
  readonly entries: EntryOverlay;
  readonly context: StepContext;
  /** Keys of tables that were created or altered. */
  readonly touched = new Set<string>();

  constructor(entries: EntryOverlay, context: StepContext) {
    this.entries = entries;
    this.context = context;
  }

  get origin(): Origin {
    return this.context.origin;
  }

  /** Key of the relation that the name means here. */
  keyOf(name: QualifiedName): string {
    return relationKey(this.entries, this.context.segment, name);
  }

  relation(name: QualifiedName): Relation | undefined {
    return this.entries.get('relation', this.keyOf(name));
  }

  table(name: QualifiedName): Table | undefined {
    const relation = this.relation(name);
    return relation?.kind === 'table' ? relation : undefined;
  }

  type(name: QualifiedName): UserType | undefined {
    for (const schema of name.schema ? [name.schema] : this.path()) {
      const type = this.entries.get('type', catalogKey(name, schema));
      if (type) return type;
    }
    return undefined;
  }

  path(): readonly string[] {
    return searchPath(this.entries, this.context.segment);
  }

  /** The name with the schema that something new of this name goes into; `public` stays unwritten where it was. */
  newName(name: QualifiedName): QualifiedName {
    if (name.schema) return name;
    const schema = this.path()[0] ?? 'public';
    return schema === 'public' ? { name: name.name } : { schema, name: name.name };
  }

  /** Whether a relation, index or constraint-to-be of this name would collide in the schema. */
  isRelationNameTaken(schema: string, name: string): boolean {
    const key = `${schema}.${name}`;
    return this.entries.get('index', key) !== undefined || this.entries.get('relation', key) !== undefined;
  }

  /** Stores a relation under its own name, and what follows from it. */
  put(relation: Relation): void {
    const key = catalogKey(relation.name);
    const before = this.entries.get('relation', key);
    this.entries.set('relation', key, relation);
    this.follow(key, before, relation);
    if (relation.kind === 'table') this.touched.add(key);
  }

  /** Stores a table without counting it as altered. */
  putQuietly(table: Table): void {
    this.entries.set('relation', catalogKey(table.name), table);
  }

  remove(relation: Relation): void {
    const key = catalogKey(relation.name);
    this.entries.set('relation', key, undefined);
    this.follow(key, relation, undefined);
  }

  putType(type: UserType): void {
    this.entries.set('type', catalogKey(type.name), type);
  }

  removeType(type: UserType): void {
    this.entries.set('type', catalogKey(type.name), undefined);
  }

  /** Tables with a foreign key to this relation. */
  referencing(key: string): readonly Table[] {
    return this.tablesPairedWith('reference', key);
  }

  /** Tables with a column of this type. */
  usingType(key: string): readonly Table[] {
    return this.tablesPairedWith('use', key);
  }

  /** Views whose query reads this relation. */
  views(key: string): readonly View[] {
    return this.pairedWith('reading', key).flatMap((relation) => (relation.kind === 'table' ? [] : [relation]));
  }

  /** Partitions and inheriting tables, all levels down. */
  descendants(table: Table): readonly Table[] {
    if (this.children(table).length === 0) return noTables;
    const found = new Map<string, Table>();
    const pending = [table];
    for (let next = pending.pop(); next; next = pending.pop()) {
      for (const child of this.children(next)) {
        const key = catalogKey(child.name);
        if (found.has(key) || key === catalogKey(table.name)) continue;
        found.set(key, child);
        pending.push(child);
      }
    }
    return [...found.values()];
  }

  private children(table: Table): readonly Table[] {
    const heirs = this.tablesPairedWith('heir', catalogKey(table.name));
    if (table.partitions.length === 0) return heirs;
    const partitions = table.partitions.flatMap((name) => {
      const partition = this.entries.get('relation', catalogKey(name));
      return partition?.kind === 'table' ? [partition] : [];
    });
    return [...partitions, ...heirs];
  }

  private tablesPairedWith(kind: 'reference' | 'use' | 'heir', key: string): readonly Table[] {
    const relations = this.pairedWith(kind, key);
    return relations.length === 0
      ? noTables
      : relations.flatMap((relation) => (relation.kind === 'table' ? [relation] : []));
  }

  private pairedWith(kind: PairKind, key: string): readonly Relation[] {
    const pairs = this.entries.members(kind, pairGroup(kind, key));
    if (pairs.length === 0) return noRelations;
    return pairs.flatMap(
      (pair) => this.entries.get('relation', pair.slice(pair.indexOf(pairSeparator) + 1)) ?? noRelations,
    );
  }

  private follow(key: string, before: Relation | undefined, after: Relation | undefined): void {
    if (before?.indexes !== after?.indexes) {
      const same = commonStart(before?.indexes, after?.indexes);
      for (const name of indexKeys(key, before?.indexes.slice(same))) this.entries.set('index', name, undefined);
      for (const name of indexKeys(key, after?.indexes.slice(same))) this.entries.set('index', name, key);
    }
    const tableBefore = before?.kind === 'table' ? before : undefined;
    const tableAfter = after?.kind === 'table' ? after : undefined;
    if (tableBefore?.constraints !== tableAfter?.constraints) {
      const [former, present] = difference(tableBefore?.constraints, tableAfter?.constraints);
      this.followPairs('reference', key, references(former), references(present));
    }
    if (tableBefore?.ofType !== tableAfter?.ofType) {
      this.followPairs('use', key, this.uses(tableBefore), this.uses(tableAfter));
    } else if (tableBefore?.columns !== tableAfter?.columns) {
      const [former, present] = difference(tableBefore?.columns, tableAfter?.columns);
      this.followPairs('use', key, this.usedBy(former), this.usedBy(present));
    }
    if (tableBefore?.inherits !== tableAfter?.inherits)
      this.followPairs('heir', key, keysOf(tableBefore?.inherits), keysOf(tableAfter?.inherits));
    const readBefore = before?.kind === 'table' ? undefined : before?.reads;
    const readAfter = after?.kind === 'table' ? undefined : after?.reads;
    if (readBefore !== readAfter) this.followPairs('reading', key, keysOf(readBefore), keysOf(readAfter));
  }

  private followPairs(
    kind: 'reference' | 'use' | 'heir' | 'reading',
    key: string,
    before: readonly string[],
    after: readonly string[],
  ): void {
    if (before.length === 0 && after.length === 0) return;
    const former = new Set(before);
    const present = new Set(after);
    for (const other of former) if (!present.has(other)) this.entries.set(kind, pairKey(other, key), undefined);
    for (const other of present) if (!former.has(other)) this.entries.set(kind, pairKey(other, key), true);
  }

  private uses(table: Table | undefined): readonly string[] {
    if (!table) return [];
    const type = table.ofType && this.type(table.ofType);
    const used = this.usedBy(table.columns);
    return type ? [...used, catalogKey(type.name)] : used;
  }

  private usedBy(columns: Iterable<Column>): readonly string[] {
    const found: string[] = [];
    for (const { type } of columns) {
      const known = type && !isBuiltIn(type) ? this.type(type) : undefined;
      if (known) found.push(catalogKey(known.name));
    }
    return found;
  }
}

/** Types that no user declares; only saves looking them up. */
const commonTypes: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
  'text',
  'character varying',
  'character',
  'boolean',
  'date',
  'uuid',
  'json',
  'jsonb',
  'bytea',
  'timestamp without time zone',
  'timestamp with time zone',
]);

function isBuiltIn(type: QualifiedName): boolean {
  return type.schema === 'pg_catalog' || (type.schema === undefined && commonTypes.has(type.name));
}

/** What must be looked at to tell what follows from the one list and no longer from the other: all of both, or what was added. */
function difference<Item>(before: List<Item> | undefined, after: List<Item> | undefined): readonly [Item[], Item[]] {
  const same = commonStart(before, after);
  if (before?.length === same) return [[], after?.slice(same) ?? []];
  return [before?.slice() ?? [], after?.slice() ?? []];
}

function indexKeys(relation: string, indexes: readonly Index[] | undefined): readonly string[] {
  const schema = schemaOf(relation);
  return (indexes ?? []).map((index) => `${schema}.${index.name}`);
}

function references(constraints: Iterable<Constraint>): readonly string[] {
  const found: string[] = [];
  for (const { definition } of constraints) {
    if (definition.kind === 'foreign-key') found.push(catalogKey(definition.referencedTable));
  }
  return found;
}

function keysOf(names: readonly QualifiedName[] = []): readonly string[] {
  return names.map((name) => catalogKey(name));
}
