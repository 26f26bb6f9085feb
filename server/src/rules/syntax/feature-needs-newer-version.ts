import { defaultPostgresVersion } from '../../model/dialect.ts';
import type { Statement } from '../../model/script.ts';
import { defineRule, type StatementContext } from '../rule.ts';

function check(statement: Statement, context: StatementContext): void {
  for (const { feature, since, span } of statement.reading.features) {
    if (since <= context.version) continue;
    const isDefault = context.version === defaultPostgresVersion;
    const target = `the target version is ${context.version}${isDefault ? ', as it is where none is set' : ''}`;
    context.report({
      span,
      message: `${feature} needs PostgreSQL ${since}, and ${target}: the statement fails there. Set the target version if the server is newer, or write it in the older form.`,
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
