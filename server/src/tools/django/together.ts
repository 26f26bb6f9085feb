import { type Constants, type HostValue, resolve, stringsOf } from '../host/value.ts';

/** The groups of `unique_together` or `index_together`: one tuple, or a set or list of them; none for `None`. */
export function fieldsTogether(value: HostValue | undefined, constants: Constants): readonly (readonly string[])[] {
  const known = value && resolve(value, constants);
  if (!known) return [];
  if (known.kind === 'call') {
    const inner = known.positional[0];
    return inner ? fieldsTogether(inner, constants) : [];
  }
  if (known.kind !== 'list' || known.items.length === 0) return [];
  const groups = known.items.filter((item) => resolve(item, constants).kind === 'list');
  if (groups.length === 0) return [stringsOf(known, constants)];
  return groups.map((group) => stringsOf(group, constants));
}
