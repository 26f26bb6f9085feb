import type { Dialect, TargetVersion } from '../model/dialect.ts';
import type { Severity } from '../model/finding.ts';
import type { Preset } from '../rules/rule.ts';

export type RuleSetting = Severity | 'off';

/** Settings in force for one file: `.dbarch.jsonc`, then command line or editor for what it leaves open. */
export interface Configuration {
  readonly preset: Preset;
  readonly dialect: Dialect | 'auto';
  readonly targetVersion: TargetVersion;
  /** Per rule: severity, or `[severity, options]`. */
  readonly rules: Readonly<Record<string, RuleSetting | readonly [RuleSetting, Readonly<Record<string, unknown>>]>>;
  /** Globs of files never looked at. */
  readonly ignore: readonly string[];
  /** Globs of files that are migrations although no tool says so. */
  readonly migrations: readonly string[];
  /** Migrations up to and including this file name are history: replayed, not reported. */
  readonly migrationsAfter?: string;
  /** Settings for some files; the last match wins. */
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly settings: Partial<Omit<Configuration, 'overrides' | 'ignore'>>;
  }[];
}
