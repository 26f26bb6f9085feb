import type { TypeName } from '../../model/names.ts';

/** A type as SQL and messages write it: `character varying(20)`, `integer[]`. */
export function typeLabel(type: TypeName): string {
  const name = type.schema ? `${type.schema}.${type.name}` : type.name;
  const modifiers = type.modifiers.length > 0 ? `(${type.modifiers.join(',')})` : '';
  return `${name}${modifiers}${'[]'.repeat(type.arrayDimensions)}`;
}
