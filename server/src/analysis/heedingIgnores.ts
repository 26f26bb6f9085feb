import { dialectSupport } from '../dialects/registry.ts';
import type { Steps } from '../model/steps.ts';
import type { ActiveRules } from './activeRules.ts';
import { type FileAnalysis, fileAnalysis, withoutSuppressed } from './fileAnalysis.ts';
import type { Writing } from './findings.ts';
import { ignoreComments } from './ignoreComments.ts';
import type { OperationKinds } from './operationKinds.ts';
import type { RawFinding } from './rawFinding.ts';
import { suppressions } from './suppressions.ts';
import { unusedIgnores } from './unusedIgnores.ts';

/** The analysis of a file in which `found` was found: without what ignore comments ignore, with those that ignore nothing. Yields on the way. */
export function* heedingIgnores(
  found: readonly (readonly RawFinding[])[],
  rules: ActiveRules,
  kinds: OperationKinds,
  writing: Writing,
): Steps<FileAnalysis> {
  const { script } = writing;
  const comments = ignoreComments(script, dialectSupport(script.dialect), kinds.hiding);
  if (comments.length === 0) return fileAnalysis(found, 0, writing);
  const ignores = suppressions(script, comments);
  const { lists, suppressed } = withoutSuppressed(found, ignores.suppresses);
  const unused = yield* unusedIgnores(script, rules, ignores);
  return fileAnalysis([...lists, unused], suppressed, writing);
}
