import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Configuration, configurationForFile, layerConfiguration } from '../analysis/configuration.ts';
import {
  type ConfigurationProblem,
  configurationFileName,
  parseConfigurationFile,
} from '../analysis/configurationFile.ts';
import { rules } from '../rules/registry.ts';
import { describeFileError } from './readTextFile.ts';

/** A configuration file that was found, with what is wrong with it. */
export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
  readonly configuration: Partial<Configuration>;
  readonly problems: readonly ConfigurationProblem[];
}

export interface ConfigurationFiles {
  /** Settings in force for a file (absolute path). */
  configurationFor(file: string): Configuration;
  /** The configuration file in force for a file; undefined where there is none. */
  fileFor(file: string): ConfigurationFile | undefined;
  /** Every configuration file met so far. */
  readonly found: readonly ConfigurationFile[];
  /** Reads again what is asked for next. */
  forget(): void;
}

export interface ConfigurationSources {
  /** `--config`: used for every file instead of looking upwards. */
  readonly path?: string;
  /** Stronger than the file: command-line options. */
  readonly above?: Partial<Configuration>;
  /** Weaker than the file: editor settings. */
  readonly below?: Partial<Configuration>;
}

/** Looks for `.dbarch.jsonc` from the folder of each file upwards; folders are looked at once. */
export function createConfigurationFiles(sources: () => ConfigurationSources): ConfigurationFiles {
  let byFolder = new Map<string, ConfigurationFile | undefined>();
  let byPath = new Map<string, ConfigurationFile | undefined>();
  let settings = new Map<string, Configuration>();

  function inFolder(folder: string): ConfigurationFile | undefined {
    if (byFolder.has(folder)) return byFolder.get(folder);
    const above = dirname(folder);
    const found = open(join(folder, configurationFileName)) ?? (above === folder ? undefined : inFolder(above));
    byFolder.set(folder, found);
    return found;
  }

  function open(path: string): ConfigurationFile | undefined {
    if (!byPath.has(path)) byPath.set(path, readConfiguration(path));
    return byPath.get(path);
  }

  function fileFor(file: string): ConfigurationFile | undefined {
    const { path } = sources();
    return path ? open(path) : inFolder(dirname(file));
  }

  return {
    fileFor,
    configurationFor(file) {
      const key = dirname(file);
      let merged = settings.get(key);
      if (!merged) {
        const { above = {}, below = {} } = sources();
        merged = layerConfiguration(above, fileFor(file)?.configuration ?? {}, below);
        settings.set(key, merged);
      }
      return configurationForFile(merged, file.replaceAll('\\', '/'));
    },
    get found() {
      return [...byPath.values()].filter((file) => file !== undefined);
    },
    forget() {
      byFolder = new Map();
      byPath = new Map();
      settings = new Map();
    },
  };
}

/** There is no such file, or it is none: a folder of that name is nobody's configuration. */
function isNone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}

function readConfiguration(path: string): ConfigurationFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isNone(error)) return undefined;
    const problem = {
      severity: 'error',
      message: `It ${describeFileError(error)}`,
      span: { start: 0, end: 0 },
    } as const;
    return { path, text: '', configuration: {}, problems: [problem] };
  }
  return { path, text, ...parseConfigurationFile(text, dirname(path).replaceAll('\\', '/'), rules) };
}
