import type { Statement } from '../../model/script.ts';
import { defineRule, type StatementContext } from '../rule.ts';

function check(statement: Statement, context: StatementContext): void {
  for (const { feature, since, span } of statement.reading.features) {
    if (since <= context.version) continue;
    const needs = `${feature} needs PostgreSQL ${since}`;
    context.report({
      span,
      message: context.isVersionAssumed
        ? `${needs}, and no target version is set: on an older server the statement fails. Set "targetVersion" to the oldest server that it runs on.`
        : `${needs}, and the target version is ${context.version}: the statement fails there. Set the target version if the server is newer, or write it in the older form.`,
      // A guess is no reason to stop anybody.
      severity: context.isVersionAssumed ? 'info' : undefined,
      evidence: [],
    });
  }
}

export default defineRule({
  id: 'feature-needs-newer-version',
  category: 'syntax',
  title: 'Syntax that the target version does not have',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  files: 'any',
  statement: check,
});
