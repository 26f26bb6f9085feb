import { type Configuration, layerConfiguration } from './configuration.ts';
import { createWorkspace } from './createWorkspace.ts';
import type { FileAnalysis } from './fileAnalysis.ts';

export interface AnalyzeOptions {
  /** Path or name: it decides which tool reads the text. Default: `query.sql`. */
  readonly file?: string;
  /** What is not given has its default. */
  readonly configuration?: Partial<Configuration>;
  readonly projectFacts?: Readonly<Record<string, string>>;
  /** Default: rule errors are thrown away with the rule's findings. */
  readonly reportRuleError?: (rule: string, file: string, error: unknown) => void;
}

/** Analyses one text on its own. Undefined where no tool owns such a file. Pure and total. */
export function analyze(text: string, options: AnalyzeOptions = {}): FileAnalysis | undefined {
  const { file = 'query.sql', projectFacts = {} } = options;
  const configuration = layerConfiguration(options.configuration ?? {});
  const workspace = createWorkspace({
    configuration: () => configuration,
    projectFacts: () => projectFacts,
    reportRuleError: options.reportRuleError ?? (() => undefined),
  });
  workspace.set(file, text);
  return workspace.analysis(file);
}
