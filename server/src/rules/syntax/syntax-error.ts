import type { Statement } from '../../model/script.ts';
import { defineRule, type StatementContext } from '../rule.ts';

function check(statement: Statement, context: StatementContext): void {
  for (const problem of statement.reading.syntaxProblems) {
    const text = problem.message.replace(/\.$/, '');
    context.report({ span: problem.span, message: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`, evidence: [] });
  }
}

export default defineRule({
  id: 'syntax-error',
  category: 'syntax',
  title: 'A statement that the server cannot read',
  severity: 'error',
  dialects: ['postgresql'],
  preset: 'recommended',
  files: 'any',
  statement: check,
});
