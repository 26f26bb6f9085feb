/** A name as the server stores it: unquoted parts folded, quotes removed. */
export interface QualifiedName {
  readonly schema?: string;
  readonly name: string;
}

/** Key of a relation, type or function in the catalog. An unqualified name belongs to the default schema. */
export function catalogKey(name: QualifiedName, defaultSchema = 'public'): string {
  return `${name.schema ?? defaultSchema}.${name.name}`;
}

/** The name as a person writes it in a message: `schema.name` or `name`. */
export function displayName(name: QualifiedName): string {
  return name.schema ? `${name.schema}.${name.name}` : name.name;
}

/** A column type as the server knows it. */
export interface TypeName {
  /** Canonical lower-case name of the dialect: `integer`, `character varying`, `timestamp with time zone`, `serial`, `uuid` … */
  readonly name: string;
  readonly schema?: string;
  /** `varchar(255)` → [255]; `numeric(10,2)` → [10, 2]. */
  readonly modifiers: readonly number[];
  /** 0 for a scalar. */
  readonly arrayDimensions: number;
}

/** The type as SQL writes it: `character varying(255)`, `timestamp(3) with time zone`, `integer[]`. */
export function displayType(type: TypeName): string {
  const modifiers = type.modifiers.length > 0 ? `(${type.modifiers.join(',')})` : '';
  const zone = /^(time|timestamp)( with(?:out)? time zone)$/.exec(type.name);
  const name = zone ? `${zone[1]}${modifiers}${zone[2]}` : `${type.name}${modifiers}`;
  return `${type.schema ? `${type.schema}.` : ''}${name}${'[]'.repeat(type.arrayDimensions)}`;
}
