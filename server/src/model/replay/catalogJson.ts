import type { CatalogView, Index, Origin, Table } from '../catalog.ts';
import { catalogKey, displayType } from '../names.ts';
import { displayBound } from '../partitionBound.ts';

/** The catalog as plain JSON in a stable order: names ascending, columns in the order of the table. */
export interface CatalogJson {
  readonly tables: readonly TableJson[];
  readonly views: readonly ViewJson[];
  readonly types: readonly TypeJson[];
  readonly functions: readonly { readonly schema: string; readonly name: string; readonly volatility: string }[];
}

export interface TableJson {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly ColumnJson[];
  readonly constraints: readonly ConstraintJson[];
  readonly indexes: readonly IndexJson[];
  readonly partitionOf?: string;
  /** As SQL writes it: `FOR VALUES FROM (1) TO (9)`. */
  readonly partitionBound?: string;
  readonly partitions?: readonly string[];
  readonly inherits?: readonly string[];
  /** Columns are not all known. */
  readonly partial?: true;
  readonly origin: OriginJson;
}

export interface ColumnJson {
  readonly name: string;
  /** As SQL writes it; absent where it is not known. */
  readonly type?: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly identity?: string;
  readonly generated?: string;
  readonly origin: OriginJson;
}

export interface ConstraintJson {
  readonly name: string;
  readonly kind: string;
  readonly columns: readonly string[];
  /** Key of the referenced table. */
  readonly references?: string;
  readonly valid: boolean;
  readonly origin: OriginJson;
}

export interface IndexJson {
  readonly name: string;
  /** `(expression)` where it is not a plain column. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly method: string;
  readonly partial: boolean;
  readonly constraint?: string;
  readonly origin: OriginJson;
}

export interface ViewJson {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly indexes: readonly IndexJson[];
  readonly origin: OriginJson;
}

export interface TypeJson {
  readonly schema: string;
  readonly name: string;
  readonly form: string;
  readonly values?: readonly string[];
  readonly baseType?: string;
  readonly origin: OriginJson;
}

/** Where the entry was made: offsets of the statement in the file (0-based, UTF-16). */
export interface OriginJson {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Plain data for `dbarch catalog` and the schema tree; reads the whole catalog. */
export function catalogJson(catalog: CatalogView): CatalogJson {
  const relations = catalog.relations();
  return {
    tables: relations.flatMap((relation) => (relation.kind === 'table' ? [tableJson(relation)] : [])),
    views: relations.flatMap((relation) =>
      relation.kind === 'table'
        ? []
        : [
            {
              ...nameJson(relation.name),
              kind: relation.kind,
              columns: relation.columns,
              indexes: relation.indexes.map(indexJson),
              origin: originJson(relation.origin),
            },
          ],
    ),
    types: catalog.types().map((type) => ({
      ...nameJson(type.name),
      form: type.form,
      ...(type.form === 'enum' && { values: type.values }),
      ...(type.baseType && { baseType: displayType(type.baseType) }),
      origin: originJson(type.origin),
    })),
    functions: catalog.functions().map(({ name, volatility }) => ({ ...nameJson(name), volatility })),
  };
}

function tableJson(table: Table): TableJson {
  return {
    ...nameJson(table.name),
    columns: table.columns.map((column) => ({
      name: column.name,
      ...(column.type && { type: displayType(column.type) }),
      notNull: column.notNull,
      hasDefault: column.default !== undefined,
      ...(column.identity && { identity: column.identity }),
      ...(column.generated && { generated: column.generated }),
      origin: originJson(column.origin),
    })),
    constraints: table.constraints.map(({ name, definition, valid, origin }) => ({
      name,
      kind: definition.kind,
      columns: definition.kind === 'not-null' ? [definition.column] : 'columns' in definition ? definition.columns : [],
      ...(definition.kind === 'foreign-key' && { references: catalogKey(definition.referencedTable) }),
      valid,
      origin: originJson(origin),
    })),
    indexes: table.indexes.map(indexJson),
    ...(table.partitionOf && { partitionOf: catalogKey(table.partitionOf) }),
    ...(table.bound && { partitionBound: displayBound(table.bound) }),
    ...(table.partitions.length > 0 && { partitions: table.partitions.map((name) => catalogKey(name)) }),
    ...(table.inherits.length > 0 && { inherits: table.inherits.map((name) => catalogKey(name)) }),
    ...(table.isPartial && { partial: true as const }),
    origin: originJson(table.origin),
  };
}

function indexJson(index: Index): IndexJson {
  return {
    name: index.name,
    columns: index.elements.map((element) => element.column ?? '(expression)'),
    unique: index.unique,
    method: index.method,
    partial: index.partial,
    ...(index.constraint && { constraint: index.constraint }),
    origin: originJson(index.origin),
  };
}

function nameJson(name: { readonly schema?: string; readonly name: string }) {
  return { schema: name.schema ?? 'public', name: name.name };
}

function originJson({ file, span }: Origin): OriginJson {
  return { file, start: span.start, end: span.end };
}
