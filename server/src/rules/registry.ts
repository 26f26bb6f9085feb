// Written by `npm run generate` from the rule files: do not edit.
import concurrentlyInTransaction from './migration/concurrently-in-transaction.ts';
import type { Rule } from './rule.ts';

/** Every rule, by category and id. */
export const rules: readonly Rule[] = [
  concurrentlyInTransaction,
];

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));

/** The rule of that id. */
export function ruleById(id: string): Rule | undefined {
  return byId.get(id);
}
