import { defaultConfiguration } from '../../../server/src/analysis/configuration.ts';
import { createWorkspace } from '../../../server/src/analysis/createWorkspace.ts';
import type { FileAnalysis } from '../../../server/src/analysis/workspace.ts';
import type { TargetVersion } from '../../../server/src/model/dialect.ts';
import type { Rule } from '../../../server/src/rules/rule.ts';

/** Path → text, in the order in which they were written. */
export type Files = ReadonlyMap<string, string>;

/** The analysis of every file that a tool reads (the parsers are loaded), with the recommended rules and `rule`. A rule that throws fails the test. */
export function lint(files: Files, rule: Rule, targetVersion: TargetVersion): ReadonlyMap<string, FileAnalysis> {
  const configuration = { ...defaultConfiguration, targetVersion, rules: { [rule.id]: rule.severity } };
  const workspace = createWorkspace({
    configuration: () => configuration,
    projectFacts: () => ({}),
    reportRuleError(id, file, error) {
      throw new Error(`${id} threw on ${file}`, { cause: error });
    },
  });
  for (const [file, text] of files) workspace.set(file, text);
  const analyses = new Map<string, FileAnalysis>();
  for (const file of files.keys()) {
    const analysis = workspace.analysis(file);
    // A fix can write files that are no scripts: settings of the tool for one migration.
    if (analysis) analyses.set(file, analysis);
  }
  return analyses;
}
