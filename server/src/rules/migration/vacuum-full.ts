import type { TextEdit } from '../../model/finding.ts';
import { displayName } from '../../model/names.ts';
import type { OperationOf } from '../../model/operation.ts';
import { defineRule, type OperationContext } from '../rule.ts';
import { keywordSpan } from '../support/keywordSpan.ts';
import { isSql } from '../support/sourceText.ts';

function check(operation: OperationOf<'vacuum'>, context: OperationContext): void {
  if (!operation.full) return;
  const what =
    operation.tables.length === 0 ? 'every table of the database' : operation.tables.map(displayName).join(', ');
  const full = isSql(context) ? keywordSpan(context.statement.text, ['FULL']) : undefined;
  context.report({
    span: full,
    message: `VACUUM FULL writes ${what} anew and blocks reads and writes until it is done. Plain VACUUM frees the space for new rows; pg_repack gives it back to the disk without the lock.`,
    rewrites: full
      ? [
          {
            title: 'Use plain VACUUM',
            safety: 'review',
            sql: { edits: [withoutFull(context.statement.text, full.start)] },
          },
        ]
      : [],
  });
}

/** Removes FULL with its value, and with the comma or the parentheses that are left over. */
function withoutFull(text: string, at: number): TextEdit {
  const option = /FULL(\s+(TRUE|ON|1)\b)?\s*/iy;
  option.lastIndex = at;
  let end = at + (option.exec(text)?.[0].length ?? 0);
  let start = at;
  const before = text.slice(0, start).trimEnd();
  if (end === text.length) start = before.length;
  else if (text[end] === ',') end += 1 + (/^\s*/.exec(text.slice(end + 1))?.[0].length ?? 0);
  else if (before.endsWith(',')) start = before.length - 1;
  else if (before.endsWith('(') && text[end] === ')') {
    start = before.length - 1;
    end += 1 + (/^\s*/.exec(text.slice(end + 1))?.[0].length ?? 0);
  }
  return { span: { start, end }, newText: '' };
}

export default defineRule({
  id: 'vacuum-full',
  category: 'migration',
  title: 'VACUUM FULL rewrites the table under an exclusive lock',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  operations: { vacuum: check },
});
