import type { Configuration } from '../analysis/configuration.ts';
import { layerConfiguration } from '../analysis/configuration.ts';
import {
  type ConfigurationFile,
  type ConfigurationFiles,
  createConfigurationFiles,
} from '../edge/configurationFiles.ts';
import { isPath } from './fileNames.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** The workspace folders with their settings and configuration files; files outside of any have the client's own. */
export interface Folders {
  /** Absolute paths with forward slashes. */
  readonly paths: readonly string[];
  /** Replaces all: path → settings, and the settings of what lies outside. */
  replace(folders: ReadonlyMap<string, Settings>, outside: Settings): void;
  settings(file: string): Settings;
  configuration(file: string): Configuration;
  configurationFile(file: string): ConfigurationFile | undefined;
  /** Every configuration file that was met. */
  configurationFiles(): readonly ConfigurationFile[];
  /** Configuration files changed on disk. */
  forget(): void;
}

interface Folder {
  readonly path: string;
  settings: Settings;
  readonly files: ConfigurationFiles;
}

export function createFolders(): Folders {
  let folders: Folder[] = [];
  let outside = newFolder('', defaultSettings);

  function folderOf(file: string): Folder {
    return folders.find((folder) => file.startsWith(`${folder.path}/`)) ?? outside;
  }

  return {
    get paths() {
      return folders.map((folder) => folder.path);
    },
    replace(next, settingsOutside) {
      folders = [...next].map(([path, settings]) => newFolder(path, settings));
      // The innermost of folders within folders comes first.
      folders.sort((a, b) => b.path.length - a.path.length);
      outside = newFolder('', settingsOutside);
    },
    settings: (file) => folderOf(file).settings,
    configuration(file) {
      const folder = folderOf(file);
      return isPath(file) ? folder.files.configurationFor(file) : layerConfiguration(folder.settings.configuration);
    },
    configurationFile: (file) => (isPath(file) ? folderOf(file).files.fileFor(file) : undefined),
    configurationFiles() {
      const found = [...folders, outside].flatMap((folder) => folder.files.found);
      return [...new Map(found.map((file) => [file.path, file])).values()];
    },
    forget() {
      for (const folder of [...folders, outside]) folder.files.forget();
    },
  };
}

function newFolder(path: string, settings: Settings): Folder {
  return { path, settings, files: createConfigurationFiles(() => ({ below: settings.configuration })) };
}
