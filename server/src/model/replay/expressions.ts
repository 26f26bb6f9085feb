import type { Expression } from '../expression.ts';
import { walkExpression } from '../walk.ts';

/** Names of the columns that an expression reads. */
export function columnsIn(expression: Expression): ReadonlySet<string> {
  const columns = new Set<string>();
  walkExpression(expression, (part) => {
    if (part.kind === 'column') columns.add(part.name);
  });
  return columns;
}

/** The expression (or any plain value that holds some) after a column was renamed. */
export function renamedColumn<Value>(value: Value, from: string, to: string): Value {
  if (Array.isArray(value)) {
    const items = value.map((item) => renamedColumn(item, from, to));
    return (items.some((item, index) => item !== value[index]) ? items : value) as Value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  let changed: Record<string, unknown> | undefined;
  for (const [property, part] of Object.entries(record)) {
    const next = property === 'name' && part === from && record.kind === 'column' ? to : renamedColumn(part, from, to);
    if (next !== part) changed = { ...(changed ?? record), [property]: next };
  }
  return (changed ?? value) as Value;
}
