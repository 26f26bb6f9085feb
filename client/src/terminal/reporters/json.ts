import type { Reporter } from '../report.ts';

/** The report itself, indented: the machine-readable contract. */
export const json: Reporter = (report) => `${JSON.stringify(report, undefined, 2)}\n`;
