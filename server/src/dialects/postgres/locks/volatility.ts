import type { CatalogView } from '../../../model/catalog.ts';
import type { TargetVersion } from '../../../model/dialect.ts';
import type { Expression } from '../../../model/expression.ts';
import type { QualifiedName } from '../../../model/names.ts';
import { displayName } from '../../../model/names.ts';
import { walkExpression } from '../../../model/walk.ts';
import stableFunctions from './stableFunctions.json' with { type: 'json' };
import volatileFunctions from './volatileFunctions.json' with { type: 'json' };

/** A part of an expression that the server must compute anew for every row, or may have to. */
export interface VolatilePart {
  /** The function's name, or `a placeholder`. */
  readonly name: string;
  /** Why it is not sure; absent where it is. */
  readonly uncertain?: string;
}

const volatileSince = new Map<string, readonly [number, number]>();
for (const [versions, names] of Object.entries(volatileFunctions.byVersions)) {
  const [first = 0, last = 0] = versions.split('-').map(Number);
  // 11 was not queried; it is as 12. What 18 has, later ones are taken to have.
  const range = [first === 12 ? 0 : first, last === 18 ? Number.POSITIVE_INFINITY : last] as const;
  for (const name of names.split(' ')) volatileSince.set(name, range);
}

const stable: ReadonlySet<string> = new Set([
  ...stableFunctions.names.split(' '),
  // Keywords that behave as functions, and what has no entry of its own in pg_proc.
  ...'current_date current_time current_timestamp localtime localtimestamp'.split(' '),
  ...'current_catalog current_role current_schema current_user session_user user'.split(' '),
  ...'coalesce greatest least nullif xmlconcat xmlelement xmlforest xmlparse xmlpi xmlroot xmlserialize'.split(' '),
  ...'json json_array json_object json_scalar json_serialize json_query json_value json_exists'.split(' '),
  ...'position substring trim overlay grouping merge_action normalize'.split(' '),
]);

/** Functions of everyday extensions. */
const extensionFunctions: Readonly<Record<string, 'volatile' | 'stable'>> = {
  gen_random_bytes: 'volatile',
  gen_random_uuid: 'volatile',
  gen_salt: 'volatile',
  uuid_generate_v1: 'volatile',
  uuid_generate_v1mc: 'volatile',
  uuid_generate_v4: 'volatile',
  uuid_generate_v7: 'volatile',
  uuid_generate_v3: 'stable',
  uuid_generate_v5: 'stable',
  uuid_nil: 'stable',
  crypt: 'stable',
  digest: 'stable',
  hmac: 'stable',
  unaccent: 'stable',
  hstore: 'stable',
};

/**
 * The first volatile part of an expression; a certain one before an uncertain one. Undefined: the value is computed once,
 * so that a column with this default can be added without rewriting the table.
 */
export function volatilePart(
  expression: Expression,
  catalog: CatalogView,
  version: TargetVersion,
): VolatilePart | undefined {
  let found: VolatilePart | undefined;
  walkExpression(expression, (part) => {
    if (found && !found.uncertain) return;
    const next = partVolatility(part, catalog, version);
    if (next && (!found || !next.uncertain)) found = next;
  });
  return found;
}

function partVolatility(part: Expression, catalog: CatalogView, version: TargetVersion): VolatilePart | undefined {
  if (part.kind === 'parameter') return { name: 'a placeholder', uncertain: 'the default is a placeholder' };
  return part.kind === 'function' ? functionVolatility(part.name, catalog, version) : undefined;
}

function functionVolatility(
  name: QualifiedName,
  catalog: CatalogView,
  version: TargetVersion,
): VolatilePart | undefined {
  const shown = displayName(name);
  const own = name.schema === 'pg_catalog' ? undefined : catalog.function(name);
  if (own) {
    if (own.volatility !== 'volatile') return undefined;
    // The server expands simple SQL functions and then looks at what is inside.
    return own.language === 'sql'
      ? { name: shown, uncertain: `${shown}() is volatile unless the server expands its SQL body` }
      : { name: shown };
  }
  const range = volatileSince.get(name.name);
  if (range && version >= range[0] && version <= range[1]) return { name: shown };
  if (name.schema === undefined || name.schema === 'pg_catalog') {
    if (stable.has(name.name)) return undefined;
  }
  const extension = extensionFunctions[name.name];
  if (extension) return extension === 'volatile' ? { name: shown } : undefined;
  return { name: shown, uncertain: `whether ${shown}() is volatile is not known` };
}
