import type { Node } from '@pgsql/types';
import type { QualifiedName } from '../../../model/names.ts';

/** Access to the parser's tree: every node is an object with one key, its type's name. */

type KeyOf<Union> = Union extends unknown ? keyof Union : never;
export type NodeType = KeyOf<Node>;
export type NodeBody<Type extends NodeType> =
  Extract<Node, Record<Type, unknown>> extends infer Found ? Found[Type & keyof Found] : never;

/** The type's name. */
export function nodeType(node: Node): NodeType {
  for (const key in node) return key as NodeType;
  return 'Null' as NodeType;
}

/** The body when the node is of that type. */
export function bodyOf<Type extends NodeType>(node: Node | undefined, type: Type): NodeBody<Type> | undefined {
  return node === undefined
    ? undefined
    : ((node as Partial<Record<NodeType, unknown>>)[type] as NodeBody<Type> | undefined);
}

/** The string of a String node. */
export function stringOf(node: Node | undefined): string | undefined {
  const body = bodyOf(node, 'String');
  return body ? (body.sval ?? '') : undefined;
}

/** The strings of a list of String nodes; others are left out. */
export function stringsOf(nodes: readonly Node[] | undefined): string[] {
  const found: string[] = [];
  for (const node of nodes ?? []) {
    const text = stringOf(node);
    if (text !== undefined) found.push(text);
  }
  return found;
}

/** The items of a List node. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return bodyOf(node, 'List')?.items ?? [];
}

/** A name from its parts: the last is the name, the one before the schema; `pg_catalog` is left out. */
export function nameOf(parts: readonly string[]): QualifiedName {
  const name = parts.at(-1) ?? '';
  const schema = parts.at(-2);
  return schema !== undefined && schema !== 'pg_catalog' ? { schema, name } : { name };
}

export function nameOfRange(range: { schemaname?: string; relname?: string } | undefined): QualifiedName {
  const name = range?.relname ?? '';
  return range?.schemaname ? { schema: range.schemaname, name } : { name };
}

/** A name wherever the tree puts one: String, List of String, TypeName, RangeVar, ObjectWithArgs. */
export function nameOfNode(node: Node | undefined): QualifiedName {
  if (!node) return { name: '' };
  const text = stringOf(node);
  if (text !== undefined) return { name: text };
  const type = bodyOf(node, 'TypeName');
  if (type) return nameOf(stringsOf(type.names));
  const range = bodyOf(node, 'RangeVar');
  if (range) return nameOfRange(range);
  const routine = bodyOf(node, 'ObjectWithArgs');
  if (routine) return nameOf(stringsOf(routine.objname));
  return nameOf(stringsOf(itemsOf(node)));
}

/** Options of a command by name: `VACUUM (FULL, ANALYZE)`. True where no value is given. */
export function optionsOf(nodes: readonly Node[] | undefined): ReadonlyMap<string, Node | true> {
  const options = new Map<string, Node | true>();
  for (const node of nodes ?? []) {
    const option = bodyOf(node, 'DefElem');
    if (option?.defname) options.set(option.defname.toLowerCase(), option.arg ?? true);
  }
  return options;
}

/** Whether a boolean option is on: `FULL`, `FULL true`, `FULL on`, `FULL 1`. */
export function isOn(option: Node | true | undefined): boolean {
  if (option === undefined) return false;
  if (option === true) return true;
  const integer = bodyOf(option, 'Integer');
  if (integer) return (integer.ival ?? 0) !== 0;
  const flag = bodyOf(option, 'Boolean');
  if (flag) return flag.boolval === true;
  return !/^(?:false|off|no|0)$/i.test(stringOf(option) ?? '');
}
