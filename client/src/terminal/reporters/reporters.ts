import type { Reporter } from '../report.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** `--format` of `dbarch lint`. */
export const reporters = { text, json, sarif, github, gitlab, junit } as const satisfies Readonly<
  Record<string, Reporter>
>;

export type ReportFormat = keyof typeof reporters;
