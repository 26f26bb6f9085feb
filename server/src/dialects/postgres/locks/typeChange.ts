import type { CatalogView, UserType } from '../../../model/catalog.ts';
import type { TargetVersion } from '../../../model/dialect.ts';
import type { TypeName } from '../../../model/names.ts';
import { displayType } from '../../../model/names.ts';
import binaryCoercibleCasts from './binaryCoercibleCasts.json' with { type: 'json' };

/** What changing a column from one type to another does to the stored rows. */
export interface TypeChange {
  /** `rebuild-indexes`: rows stay, indexes on the column are built anew. `unknown`: the old type or the time zone is not known. */
  readonly effect: 'none' | 'rebuild-indexes' | 'rewrite' | 'unknown';
  /** In words, as the end of a sentence: `every value is stored anew as bigint`. */
  readonly reason: string;
}

export interface TypeChangeContext {
  readonly catalog: CatalogView;
  readonly version: TargetVersion;
  /** The session's TimeZone; undefined where nothing sets it. */
  readonly timeZone?: string;
}

const casts: Readonly<Record<string, Readonly<Record<string, number>>>> = binaryCoercibleCasts.casts;

/** Types of a family share their operator classes: an index stays usable. */
const indexFamilies: readonly (readonly string[])[] = [
  ['text', 'character varying'],
  ['cidr', 'inet'],
  ['oid', 'regclass', 'regproc', 'regprocedure', 'regoper', 'regoperator', 'regtype', 'regrole', 'regnamespace'],
];

/** Judges `ALTER COLUMN … TYPE to` without USING; `from` undefined: the column's type is not known. */
export function typeChange(from: TypeName | undefined, to: TypeName, context: TypeChangeContext): TypeChange {
  if (!from) return { effect: 'unknown', reason: "the column's present type is not known" };
  const target = resolve(to, context.catalog);
  if (target.constrained) {
    return { effect: 'rewrite', reason: `every value is checked against the domain ${displayType(to)}` };
  }
  const source = resolve(from, context.catalog);
  if (isSameType(source.type, target.type)) return lengthChange(source.type, target.type);
  if (source.type.arrayDimensions > 0 || target.type.arrayDimensions > 0) return rewrite(from, to);
  return baseTypeChange(source.type, target.type, context) ?? rewrite(from, to);
}

function rewrite(from: TypeName, to: TypeName): TypeChange {
  return { effect: 'rewrite', reason: `${displayType(from)} is stored differently from ${displayType(to)}` };
}

const stored: TypeChange = { effect: 'none', reason: 'both types are stored alike' };

function baseTypeChange(from: TypeName, to: TypeName, context: TypeChangeContext): TypeChange | undefined {
  const zones = ['timestamp without time zone', 'timestamp with time zone'];
  if (zones.includes(from.name) && zones.includes(to.name)) return zoneChange(from, to, context);
  const since = casts[from.name]?.[to.name];
  if (since === undefined || since > context.version) return undefined;
  // The target's length is enforced on a value whose length the relabelling has forgotten.
  if (to.modifiers.length > 0) {
    const isWider = from.name === 'character varying' && to.name === 'text';
    return isWider ? stored : undefined;
  }
  const sharesIndexes = indexFamilies.some((family) => family.includes(from.name) && family.includes(to.name));
  return sharesIndexes
    ? stored
    : { effect: 'rebuild-indexes', reason: 'both types are stored alike, but indexes compare them differently' };
}

/** timestamp and timestamptz are the same number only where the session's time zone is UTC (12 and later). */
function zoneChange(from: TypeName, to: TypeName, { version, timeZone }: TypeChangeContext): TypeChange {
  const precision = lengthChange({ ...from, name: to.name }, to);
  if (precision.effect === 'rewrite') return precision;
  if (version < 12) return { effect: 'rewrite', reason: 'every value is converted between time zones' };
  if (timeZone === undefined) {
    return { effect: 'unknown', reason: "rows are converted unless the session's TimeZone is UTC" };
  }
  return isUtc(timeZone)
    ? { effect: 'rebuild-indexes', reason: 'in UTC both types are stored alike, but indexes compare them differently' }
    : { effect: 'rewrite', reason: `every value is converted from or to ${timeZone}` };
}

function isUtc(timeZone: string): boolean {
  return /^(?:(?:etc\/)?(?:utc|uct|gmt|zulu|universal|greenwich)|z|0)$/i.test(timeZone.replace(/^'|'$/g, ''));
}

/** Another length or precision of the same type. */
function lengthChange(from: TypeName, to: TypeName): TypeChange {
  const same: TypeChange = { effect: 'none', reason: 'the type stays the same' };
  const wider: TypeChange = { effect: 'none', reason: 'every value that was allowed still is' };
  const narrower: TypeChange = { effect: 'rewrite', reason: `every value is fitted into ${displayType(to)}` };
  if (from.modifiers.join() === to.modifiers.join()) return same;
  if (to.modifiers.length === 0) return wider;
  if (from.arrayDimensions > 0) return narrower;
  const [length = 0, scale = 0] = to.modifiers;
  const [oldLength, oldScale = 0] = from.modifiers;
  switch (to.name) {
    case 'character varying':
    case 'bit varying':
      return oldLength !== undefined && length >= oldLength ? wider : narrower;
    case 'numeric':
      return oldLength !== undefined && length >= oldLength && scale === oldScale ? wider : narrower;
    case 'timestamp without time zone':
    case 'timestamp with time zone':
    case 'time without time zone':
    case 'time with time zone':
    case 'interval':
      return length >= 6 || (oldLength !== undefined && length >= oldLength) ? wider : narrower;
    default:
      return narrower;
  }
}

function isSameType(from: TypeName, to: TypeName): boolean {
  return (
    from.name === to.name &&
    (from.schema ?? 'public') === (to.schema ?? 'public') &&
    from.arrayDimensions > 0 === to.arrayDimensions > 0
  );
}

/** Domains down to what they are stored as. `constrained`: some domain on the way has NOT NULL or CHECK. */
function resolve(type: TypeName, catalog: CatalogView): { readonly type: TypeName; readonly constrained: boolean } {
  let current = type;
  let constrained = false;
  for (const seen = new Set<UserType>(); current.arrayDimensions === 0; ) {
    const known = catalog.type(current);
    if (!known?.baseType || known.form !== 'domain' || seen.has(known)) break;
    seen.add(known);
    constrained ||= known.constrained;
    current = known.baseType;
  }
  return { type: current, constrained };
}
