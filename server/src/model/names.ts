/** A name as the server stores it: unquoted parts folded, quotes removed. */
export interface QualifiedName {
  readonly schema?: string;
  readonly name: string;
}

/** Key of a relation, type or function in the catalog. An unqualified name belongs to the default schema. */
export function catalogKey(name: QualifiedName, defaultSchema = 'public'): string {
  return keys.of(name.schema ?? defaultSchema, name.name);
}

/**
 * Strings made of two others, each made once: looking up one that exists is cheaper than joining and hashing it again,
 * and the replay asks for the same ones a hundred times.
 */
export class JoinedStrings {
  private readonly known = new Map<string, Map<string, string>>();
  private count = 0;
  /** What was asked for last: a statement asks for the key of its table a dozen times. */
  private lastFirst = '';
  private lastSecond = '';
  private lastJoined: string | undefined;
  private readonly join: (first: string, second: string) => string;

  constructor(join: (first: string, second: string) => string) {
    this.join = join;
  }

  of(first: string, second: string): string {
    if (second === this.lastSecond && first === this.lastFirst && this.lastJoined !== undefined) return this.lastJoined;
    const joined = this.known.get(first)?.get(second) ?? this.make(first, second);
    this.lastFirst = first;
    this.lastSecond = second;
    this.lastJoined = joined;
    return joined;
  }

  private make(first: string, second: string): string {
    // Names are typed letter by letter: what is kept must not grow for ever.
    if (this.count >= mostJoined) {
      this.known.clear();
      this.count = 0;
    }
    this.count++;
    const joined = this.join(first, second);
    const known = this.known.get(first);
    if (known) known.set(second, joined);
    else this.known.set(first, new Map([[second, joined]]));
    return joined;
  }
}

const mostJoined = 50_000;

const keys = new JoinedStrings((schema, name) => `${schema}.${name}`);

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
