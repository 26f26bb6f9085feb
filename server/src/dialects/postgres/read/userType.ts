import type { AlterDomainStmt, AlterEnumStmt, CreateDomainStmt, DefineStmt } from '@pgsql/types';
import type { AlterDomain, ConstraintDefinition, Operation } from '../../../model/operation.ts';
import { readConstraint } from './constraint.ts';
import { bodyOf, type NodeBody, nameOf, stringsOf } from './nodes.ts';
import type { Source } from './source.ts';
import { readType } from './types.ts';

/** CREATE TYPE … AS ENUM. */
export function readCreateEnum(node: NodeBody<'CreateEnumStmt'>, source: Source): Operation {
  const type = nameOf(stringsOf(node.typeName));
  return { kind: 'create-type', span: source.all, type, form: 'enum', values: stringsOf(node.vals) };
}

/** CREATE TYPE … AS (attributes). */
export function readCompositeType(node: NodeBody<'CompositeTypeStmt'>, source: Source): Operation {
  const { schemaname: schema, relname: name } = node.typevar ?? {};
  return {
    kind: 'create-type',
    span: source.all,
    type: nameOf([...(schema ? [schema] : []), name ?? '']),
    form: 'composite',
  };
}

/** CREATE TYPE … AS RANGE. */
export function readRangeType(node: NodeBody<'CreateRangeStmt'>, source: Source): Operation {
  return { kind: 'create-type', span: source.all, type: nameOf(stringsOf(node.typeName)), form: 'range' };
}

/** CREATE TYPE of a base or shell type, CREATE AGGREGATE, OPERATOR, COLLATION, text search objects. */
export function readDefine(node: DefineStmt, source: Source): Operation {
  if (node.kind === 'OBJECT_TYPE') {
    return { kind: 'create-type', span: source.all, type: nameOf(stringsOf(node.defnames)), form: 'other' };
  }
  return { kind: 'other', span: source.all, command: 'DefineStmt' };
}

/** CREATE DOMAIN. */
export function readCreateDomain(node: CreateDomainStmt, source: Source): Operation {
  const constraints: ConstraintDefinition[] = [];
  const bodies = (node.constraints ?? [])
    .map((item) => bodyOf(item, 'Constraint'))
    .filter((body) => body !== undefined);
  for (const [position, body] of bodies.entries()) {
    const next = bodies[position + 1];
    const first = source.indexOf(body.location);
    const last = next ? source.indexOf(next.location) - 1 : source.count - 1;
    const read = body.contype === 'CONSTR_CHECK' ? readConstraint(body, source.span(first, last), source) : undefined;
    if (read) constraints.push(read);
  }
  return {
    kind: 'create-type',
    span: source.all,
    type: nameOf(stringsOf(node.domainname)),
    form: 'domain',
    baseType: readType(node.typeName),
    notNull: bodies.some((body) => body.contype === 'CONSTR_NOTNULL'),
    constraints,
  };
}

/** ALTER TYPE … ADD VALUE and RENAME VALUE. */
export function readAlterEnum(node: AlterEnumStmt, source: Source): Operation {
  const type = nameOf(stringsOf(node.typeName));
  if (node.oldVal !== undefined) {
    return {
      kind: 'alter-type',
      span: source.all,
      type,
      action: 'rename-value',
      value: node.oldVal,
      to: node.newVal ?? '',
    };
  }
  return { kind: 'alter-type', span: source.all, type, action: 'add-value', value: node.newVal ?? '' };
}

const domainActions: Readonly<Record<string, AlterDomain['action']>> = {
  C: 'add-constraint',
  X: 'drop-constraint',
  V: 'validate-constraint',
  O: 'set-not-null',
  N: 'drop-not-null',
};

/** ALTER DOMAIN. */
export function readAlterDomain(node: AlterDomainStmt, source: Source): Operation {
  const constraint = bodyOf(node.def, 'Constraint');
  const name = constraint?.conname ?? node.name;
  return {
    kind: 'alter-domain',
    span: source.all,
    domain: nameOf(stringsOf(node.typeName)),
    action: domainActions[node.subtype ?? ''] ?? 'other',
    ...(constraint?.skip_validation ? { notValid: true } : {}),
    ...(name ? { name } : {}),
  };
}
