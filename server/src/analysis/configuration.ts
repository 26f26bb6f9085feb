import picomatch from 'picomatch/posix';
import { type Dialect, defaultPostgresVersion, type TargetVersion } from '../model/dialect.ts';
import type { Severity } from '../model/finding.ts';
import type { Preset } from '../rules/rule.ts';

export const dialectSettings = ['auto', 'postgresql', 'mysql', 'mariadb', 'sqlite'] as const;
export const presets = ['recommended', 'strict', 'all'] as const;

export type RuleSetting = Severity | 'off';

/** Settings in force for one file: `.dbarch.jsonc`, then command line or editor for what it leaves open. */
export interface Configuration {
  readonly preset: Preset;
  readonly dialect: Dialect | 'auto';
  readonly targetVersion: TargetVersion;
  /** Nobody named the target version: it is the oldest one that is supported everywhere. */
  readonly isTargetVersionAssumed?: boolean;
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

/** What is in force where nothing is configured. */
export const defaultConfiguration: Configuration = {
  preset: 'recommended',
  dialect: 'auto',
  targetVersion: defaultPostgresVersion,
  rules: {},
  ignore: [],
  migrations: [],
  overrides: [],
};

/** Several sources, the most important first; what all of them leave open has its default. Rules are merged one by one. */
export function layerConfiguration(...layers: readonly Partial<Configuration>[]): Configuration {
  const first = <Key extends keyof Configuration>(key: Key): Configuration[Key] =>
    layers.find((layer) => layer[key] !== undefined)?.[key] ?? defaultConfiguration[key];
  return {
    preset: first('preset'),
    dialect: first('dialect'),
    targetVersion: first('targetVersion'),
    isTargetVersionAssumed: layers.every((layer) => layer.targetVersion === undefined || layer.isTargetVersionAssumed),
    rules: Object.assign({}, ...[...layers].reverse().map((layer) => layer.rules ?? {})),
    ignore: layers.flatMap((layer) => layer.ignore ?? []),
    migrations: layers.flatMap((layer) => layer.migrations ?? []),
    migrationsAfter: first('migrationsAfter'),
    overrides: [...layers].reverse().flatMap((layer) => layer.overrides ?? []),
  };
}

/** The configuration with the overrides that match this file applied. `file`: absolute path with forward slashes, or a URI. */
export function configurationForFile(configuration: Configuration, file: string): Configuration {
  const matching = configuration.overrides.filter((override) => matchesAny(override.files, file));
  if (matching.length === 0) return configuration;
  return {
    ...layerConfiguration(...matching.map((override) => override.settings).reverse(), {
      ...configuration,
      overrides: [],
    }),
    ignore: configuration.ignore,
  };
}

/** Whether one of the globs matches. A glob without a leading slash matches at any depth; one without any slash matches a name. */
export function matchesAny(globs: readonly string[], file: string): boolean {
  return globs.some((glob) => matcher(glob)(file));
}

const matchers = new Map<string, (file: string) => boolean>();

function matcher(glob: string): (file: string) => boolean {
  const known = matchers.get(glob);
  if (known) return known;
  const anchored = /^(\/|[a-zA-Z]:\/|\*\*)/.test(glob) ? glob : `**/${glob.replace(/^\.\//, '')}`;
  const folder = anchored.endsWith('/') ? `${anchored}**` : anchored;
  const made = picomatch([folder, `${folder}/**`], { dot: true });
  matchers.set(glob, made);
  return made;
}
