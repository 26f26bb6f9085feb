import { applyEdits } from '../../../server/src/model/applyEdits.ts';
import type { Finding, Fix } from '../../../server/src/model/finding.ts';
import type { Files } from './lint.ts';

/** The files after a fix of a finding in `file`; new files come last. */
export function applyFix(fix: Fix, file: string, files: Files): Files {
  const result = new Map(files);
  for (const [path, text] of files) {
    const edits = fix.edits.filter((edit) => (edit.file ?? file) === path);
    result.set(path, applyEdits(text, edits));
  }
  for (const created of fix.creates) result.set(created.file, created.text);
  return result;
}

/** The first fix of the first finding that has one. */
export function firstFix(findings: readonly Finding[]): Fix | undefined {
  for (const finding of findings) if (finding.fixes[0]) return finding.fixes[0];
  return undefined;
}
