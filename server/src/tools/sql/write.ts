import type { Fix, TextEdit } from '../../model/finding.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { fileSpan, type Script, type Statement } from '../../model/script.ts';
import type { FileContext } from '../tool.ts';
import type { SqlFlavour } from './flavour.ts';

/** Renders a rewrite in the `.sql` file of the statement; undefined where the tool has no way to run it. */
export function writeSql(
  _flavour: SqlFlavour,
  rewrite: Rewrite,
  statement: Statement,
  _script: Script,
  _context: FileContext,
): Fix | undefined {
  if (!('edits' in rewrite.sql) || (rewrite.sql.transaction ?? 'any') !== 'any') return undefined;
  const edits: TextEdit[] = [];
  for (const edit of rewrite.sql.edits) {
    const span = fileSpan(statement, edit.span);
    if (!span) return undefined;
    edits.push({ span, newText: edit.newText });
  }
  return { title: rewrite.title, safety: rewrite.safety, edits, creates: [] };
}
