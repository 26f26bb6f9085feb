import type { Constraint, Node } from '@pgsql/types';
import type { Expression } from '../../../model/expression.ts';
import type { ColumnDefinition, ConstraintDefinition } from '../../../model/operation.ts';
import type { Span } from '../../../model/span.ts';
import { readExpression } from './expression.ts';
import { bodyOf, itemsOf, nameOfRange, stringsOf } from './nodes.ts';
import type { Source } from './source.ts';

/**
 * Reads a constraint that stands in `span`; `column` for one written behind a column. Undefined for what the model has
 * elsewhere: defaults, identity, generated columns, inline NOT NULL and NULL.
 */
export function readConstraint(
  node: Constraint,
  span: Span,
  source: Source,
  column?: string,
): ConstraintDefinition | undefined {
  const base = {
    span,
    notValid: node.skip_validation === true,
    ...(node.conname ? { name: node.conname } : {}),
    ...(node.is_enforced === false || (enforceable.has(node.contype ?? '') && node.is_enforced !== true)
      ? { notEnforced: true }
      : {}),
    ...(node.deferrable ? { deferrable: true } : {}),
  };
  switch (node.contype) {
    case 'CONSTR_CHECK':
      if (!node.raw_expr) return undefined;
      return { ...base, kind: 'check', expression: readExpression(node.raw_expr, source) };
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
      return {
        ...base,
        kind: node.contype === 'CONSTR_PRIMARY' ? 'primary-key' : 'unique',
        columns: node.keys ? stringsOf(node.keys) : column !== undefined && !node.indexname ? [column] : [],
        ...(node.indexname ? { usingIndex: node.indexname } : {}),
        ...(node.nulls_not_distinct ? { nullsNotDistinct: true } : {}),
      };
    case 'CONSTR_FOREIGN':
      return {
        ...base,
        kind: 'foreign-key',
        columns: node.fk_attrs ? stringsOf(node.fk_attrs) : column === undefined ? [] : [column],
        referencedTable: nameOfRange(node.pktable),
        referencedColumns: stringsOf(node.pk_attrs),
        ...actionOf('onDelete', node.fk_del_action),
        ...actionOf('onUpdate', node.fk_upd_action),
      };
    case 'CONSTR_EXCLUSION':
      return { ...base, kind: 'exclude', elements: exclusionElements(node, source) };
    case 'CONSTR_NOTNULL':
      if (column !== undefined) return undefined;
      return { ...base, kind: 'not-null', column: stringsOf(node.keys)[0] ?? '' };
    default:
      return undefined;
  }
}

/** Constraints for which the tree states enforcement; its absence means NOT ENFORCED. */
const enforceable: ReadonlySet<string> = new Set(['CONSTR_CHECK', 'CONSTR_FOREIGN']);

const referentialActions: Readonly<Record<string, string>> = {
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

/** NO ACTION is what holds without a clause: it is left out. */
function actionOf<Key extends 'onDelete' | 'onUpdate'>(key: Key, action: string | undefined) {
  const name = referentialActions[action ?? ''];
  return name === undefined ? {} : { [key]: name };
}

function exclusionElements(node: Constraint, source: Source): Expression[] {
  const found: Expression[] = [];
  for (const exclusion of node.exclusions ?? []) {
    const element = bodyOf(itemsOf(exclusion)[0], 'IndexElem');
    if (element?.expr) found.push(readExpression(element.expr, source));
    else if (element?.name)
      found.push({ kind: 'column', name: element.name, span: nameSpan(element.name, node, source) });
  }
  return found;
}

/** Where the column of an EXCLUDE element stands: the tree does not tell. */
function nameSpan(name: string, node: Constraint, source: Source): Span {
  const first = source.indexOf(node.location);
  for (let index = first; index >= 0 && index < source.count; index++) {
    if (source.isName(index) && unquoted(source.textOf(index)) === name) return source.span(index, index);
  }
  return source.all;
}

/** The name that the server makes of a token. */
export function unquoted(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token.toLowerCase();
}

/** What the constraints behind a column say: `last` is the column's last token. */
export function readColumnConstraints(
  nodes: readonly Node[] | undefined,
  column: string,
  last: number,
  source: Source,
): Pick<ColumnDefinition, 'notNull' | 'notNullSpan' | 'default' | 'identity' | 'generated' | 'constraints'> {
  const constraints: ConstraintDefinition[] = [];
  const found: {
    notNull: boolean;
    notNullSpan?: Span;
    default?: Expression;
    identity?: 'always' | 'by-default';
    generated?: { expression: Expression; storage: 'stored' | 'virtual' };
  } = { notNull: false };
  const bodies = (nodes ?? []).map((node) => bodyOf(node, 'Constraint')).filter((body) => body !== undefined);
  for (const [position, body] of bodies.entries()) {
    const next = bodies.slice(position + 1).find((other) => !other.contype?.startsWith('CONSTR_ATTR'));
    const first = source.indexOf(body.location);
    const end = next ? source.indexOf(next.location) - 1 : last;
    const span = source.span(first, Math.max(first, end));
    switch (body.contype) {
      case 'CONSTR_NOTNULL': {
        const not = source.findWord('not', first);
        found.notNull = true;
        found.notNullSpan = not < 0 ? span : source.span(not, not + 1);
        if (body.conname) found.notNullSpan = { start: span.start, end: found.notNullSpan.end };
        break;
      }
      case 'CONSTR_DEFAULT':
        if (body.raw_expr) found.default = readExpression(body.raw_expr, source);
        break;
      case 'CONSTR_IDENTITY':
        found.identity = body.generated_when === 'd' ? 'by-default' : 'always';
        break;
      case 'CONSTR_GENERATED':
        if (body.raw_expr) {
          const storage = body.generated_kind === 'v' ? 'virtual' : 'stored';
          found.generated = { expression: readExpression(body.raw_expr, source), storage };
        }
        break;
      default: {
        const attributes = attributesAfter(bodies, position);
        const constraint = readConstraint({ ...body, ...attributes }, span, source, column);
        if (constraint) constraints.push(constraint);
      }
    }
  }
  return { ...found, constraints };
}

/** DEFERRABLE and NOT ENFORCED behind an inline constraint are nodes of their own. */
function attributesAfter(bodies: readonly Constraint[], position: number): Partial<Constraint> {
  const attributes: Partial<Constraint> = {};
  for (const body of bodies.slice(position + 1)) {
    if (body.contype === 'CONSTR_ATTR_DEFERRABLE' || body.contype === 'CONSTR_ATTR_DEFERRED')
      attributes.deferrable = true;
    else if (body.contype === 'CONSTR_ATTR_NOT_ENFORCED') attributes.is_enforced = false;
    else if (!body.contype?.startsWith('CONSTR_ATTR')) break;
  }
  return attributes;
}
