import type { Statement } from '../../model/script.ts';
import { defineRule, type StatementContext } from '../rule.ts';

/** An open quote is quoted by the server with everything that follows it. */
function shortened(message: string): string {
  return message.replace(/(at or near ")([\s\S]{40})[\s\S]+"/, '$1$2…"').replace(/\s+/g, ' ');
}

function check(statement: Statement, context: StatementContext): void {
  for (const problem of statement.reading.syntaxProblems) {
    const text = shortened(problem.message).replace(/\.$/, '');
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
