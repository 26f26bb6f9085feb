import { argument, type Constants, type HostCall, type HostValue, lastOf, resolve } from '../host/value.ts';
import { defaultLengths, geometryType, likelyBase, plainTypes } from './fieldTypes.ts';
import { quoted } from './names.ts';

/** The SQL type of a field on PostgreSQL: `kind` is its class, `call` its arguments. */
export function columnType(kind: string, call: HostCall, constants: Constants): string {
  const number = (key: string): number | undefined => {
    const value = argument(call, key);
    const known = value && resolve(value, constants);
    return known?.kind === 'number' ? known.value : undefined;
  };
  if (kind === 'ArrayField') return `${innerType(argument(call, 'base_field', 0), constants)}[]`;
  if (kind === 'GeneratedField') return innerType(argument(call, 'output_field'), constants);
  if (kind === 'DecimalField') return `numeric(${number('max_digits') ?? 10}, ${number('decimal_places') ?? 0})`;
  const shape = geometryType(kind, number('srid') ?? 4326);
  if (shape) return shape;
  const base = likelyBase(kind);
  if (base && Object.hasOwn(defaultLengths, base)) return varchar(number('max_length') ?? defaultLengths[base]);
  const plain = base && plainTypes[base];
  if (plain) return plain;
  return number('max_length') === undefined ? quoted(kind.toLowerCase()) : varchar(number('max_length'));
}

function innerType(value: HostValue | undefined, constants: Constants): string {
  const inner = value && resolve(value, constants);
  return inner?.kind === 'call' ? columnType(lastOf(inner.callee), inner, constants) : 'text';
}

function varchar(length: number | undefined): string {
  return length === undefined ? 'varchar' : `varchar(${length})`;
}
