import type { Table } from '../catalog.ts';
import type { Expression } from '../expression.ts';
import type { QualifiedName } from '../names.ts';
import { catalogKey } from '../names.ts';
import { walkExpression } from '../walk.ts';
import type { SchemaState } from './schemaState.ts';

/** DROP FUNCTION … CASCADE: defaults, CHECK constraints and indexes that call it go. */
export function dropCallersOf(state: SchemaState, name: QualifiedName): void {
  const key = catalogKey(name);
  dropWhere(state, (part) => part.kind === 'function' && catalogKey(part.name) === key);
}

/** DROP SEQUENCE … CASCADE: defaults that take numbers from it go. */
export function dropUsersOfSequence(state: SchemaState, name: QualifiedName): void {
  const key = catalogKey(name);
  dropWhere(state, (part) => {
    if (part.kind !== 'function' || part.name.name !== 'nextval') return false;
    const [argument] = part.arguments;
    const value = argument?.kind === 'cast' ? argument.operand : argument;
    if (value?.kind !== 'constant' || typeof value.value !== 'string') return false;
    const [last = '', schema] = value.value.split('.').toReversed();
    return catalogKey({ name: last, ...(schema && { schema }) }) === key;
  });
}

/** Walks the whole schema: for commands that are rare. */
function dropWhere(state: SchemaState, isGone: (part: Expression) => boolean): void {
  const uses = (expression: Expression | undefined): boolean => {
    let found = false;
    if (expression)
      walkExpression(expression, (part) => {
        found ||= isGone(part);
      });
    return found;
  };
  for (const key of state.entries.members('relation', 'relation')) {
    const relation = state.entries.get('relation', key);
    const next = relation?.kind === 'table' ? without(relation, uses) : undefined;
    if (next) state.put(next);
  }
}

/** The table without what uses it; undefined where nothing does. */
function without(table: Table, uses: (expression: Expression | undefined) => boolean): Table | undefined {
  const constraints = table.constraints.filter(
    ({ definition }) => definition.kind !== 'check' || !uses(definition.expression),
  );
  const indexes = table.indexes.filter(
    (index) => !uses(index.where) && !index.elements.some((element) => uses(element.expression)),
  );
  const isSame = constraints.length === table.constraints.length && indexes.length === table.indexes.length;
  if (isSame && !table.columns.some((column) => uses(column.default))) return undefined;
  const columns = table.columns.map((column) => (uses(column.default) ? { ...column, default: undefined } : column));
  return { ...table, columns, constraints, indexes };
}
