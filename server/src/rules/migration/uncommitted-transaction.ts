import { defineRule, type EndContext } from '../rule.ts';

function check(context: EndContext): void {
  const begin = context.session.explicitTransaction?.begin;
  if (!begin || context.script.transaction === 'file' || context.script.transaction === 'run') return;
  const last = context.script.statements.findLast((statement) => statement.direction === 'up' && !statement.inBodyOf);
  const end = last?.text.length ?? 0;
  context.report({
    span: begin.span,
    statement: last,
    message:
      'The transaction that begins here is never committed: when the session ends, the server rolls back everything after it. Add COMMIT at the end of the file.',
    rewrites: last
      ? [
          {
            title: 'Add COMMIT at the end',
            safety: 'review',
            sql: { edits: [{ span: { start: end, end }, newText: ';\nCOMMIT' }] },
          },
        ]
      : [],
  });
}

export default defineRule({
  id: 'uncommitted-transaction',
  category: 'migration',
  title: 'BEGIN without COMMIT',
  severity: 'error',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['require-commit'] },
  endKinds: ['transaction'],
  end: check,
});
