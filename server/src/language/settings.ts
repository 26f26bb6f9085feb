import { type Configuration, dialectSettings, presets } from '../analysis/configuration.ts';
import { severities } from '../model/finding.ts';

/** The client's settings for a folder. */
export interface Settings {
  readonly lintEnabled: boolean;
  /** For clients that are sent diagnostics: when. */
  readonly lintRun: 'onType' | 'onSave';
  readonly codeLens: boolean;
  /** What the configuration file leaves open. */
  readonly configuration: Partial<Configuration>;
}

export const defaultSettings: Settings = {
  lintEnabled: true,
  lintRun: 'onType',
  codeLens: false,
  configuration: {},
};

/** Reads the section `databaseArchitect`; what is missing or not valid has its default. Never throws. */
export function readSettings(section: unknown): Settings {
  const lint = get(section, 'lint');
  return {
    lintEnabled: get(lint, 'enable') !== false,
    lintRun: get(lint, 'run') === 'onSave' ? 'onSave' : 'onType',
    codeLens: get(get(section, 'codeLens'), 'enable') === true,
    configuration: readConfiguration(lint),
  };
}

function readConfiguration(lint: unknown): Partial<Configuration> {
  const preset = presets.find((value) => value === get(lint, 'preset'));
  const dialect = dialectSettings.find((value) => value === get(lint, 'dialect'));
  const targetVersion = get(lint, 'targetVersion');
  const migrations = get(lint, 'migrations');
  const migrationsAfter = get(lint, 'migrationsAfter');
  return {
    ...(preset && { preset }),
    ...(dialect && { dialect }),
    ...(typeof targetVersion === 'number' && targetVersion > 0 && { targetVersion: Math.floor(targetVersion) }),
    ...(Array.isArray(migrations) && { migrations: migrations.filter((glob) => typeof glob === 'string' && glob) }),
    ...(typeof migrationsAfter === 'string' && migrationsAfter && { migrationsAfter }),
    rules: readRules(get(lint, 'rules')),
  };
}

function readRules(rules: unknown): Configuration['rules'] {
  if (typeof rules !== 'object' || rules === null) return {};
  return Object.fromEntries(
    Object.entries(rules).flatMap(([id, value]) => {
      const setting = (['off', ...severities] as const).find((known) => known === value);
      return setting ? [[id, setting]] : [];
    }),
  );
}

function get(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
