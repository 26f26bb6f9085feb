import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch/posix';
import { migrationGlobs } from '../tools/registry.ts';
import { describeFileError } from './readTextFile.ts';

export interface FoundFiles {
  /** As reached from the paths given, with forward slashes, sorted. */
  readonly files: readonly string[];
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

export interface FindOptions {
  /** Files never looked at (absolute path with forward slashes in). */
  readonly isIgnored?: (file: string) => boolean;
  /** Asked between folders: true stops the search. */
  readonly isCancelled?: () => boolean;
}

/** Folders that hold no sources of the project. */
const foreignFolders = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.venv',
  'venv',
  '__pycache__',
  'dist',
  'vendor',
]);

const isCandidate = picomatch([...migrationGlobs, '**/*.sql'], { dot: true });

/**
 * The files that the tools may own: a path that is a file is taken as it is, a folder is searched, honouring .gitignore files.
 * A file or folder that symbolic links lead to as well is taken once, under its own name where it is found by that.
 * Folders that cannot be read are problems, not the end. Absolute paths.
 */
export async function findFiles(paths: readonly string[], options: FindOptions = {}): Promise<FoundFiles> {
  /** By real path. */
  const files = new Map<string, string>();
  const problems: { file: string; message: string }[] = [];
  const visited = new Set<string>();
  /** Followed once everything is found that has its own name. */
  const links: Link[] = [];
  for (const path of paths) {
    const named = path.replaceAll('\\', '/').replace(/(?<=.)\/$/, '');
    try {
      if ((await stat(path)).isDirectory()) await search(named, await rulesAbove(named));
      else add(await realpath(path), named);
    } catch (error) {
      problems.push({ file: named, message: describeFileError(error) });
    }
  }
  for (let link = links.shift(); link; link = links.shift()) await follow(link);
  return { files: [...files.values()].sort(), problems };

  async function search(folder: string, rules: readonly IgnoreRules[]): Promise<void> {
    if (options.isCancelled?.()) return;
    try {
      const real = await realpath(folder);
      if (visited.has(real)) return;
      visited.add(real);
      const inForce = [...rules, ...(await rulesOf(folder))];
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const { name } = entry;
        const path = `${folder}/${name}`;
        if (entry.isSymbolicLink()) links.push({ name, path, rules: inForce });
        else if (entry.isDirectory() && isSearched(name, path, inForce)) await search(path, inForce);
        else if (entry.isFile() && isTaken(path, inForce)) files.set(join(real, name), path);
      }
    } catch (error) {
      problems.push({ file: folder, message: describeFileError(error) });
    }
  }

  /** One that leads nowhere is no file of anybody's. */
  async function follow({ name, path, rules }: Link): Promise<void> {
    const target = await stat(path).catch(() => undefined);
    if (target?.isDirectory() && isSearched(name, path, rules)) await search(path, rules);
    if (!target?.isFile() || !isTaken(path, rules)) return;
    add(await realpath(path), path);
  }

  function add(real: string, path: string): void {
    if (!files.has(real)) files.set(real, path);
  }

  function isSearched(name: string, path: string, rules: readonly IgnoreRules[]): boolean {
    return !foreignFolders.has(name) && !isGitIgnored(`${path}/`, rules) && !options.isIgnored?.(`${path}/`);
  }

  function isTaken(path: string, rules: readonly IgnoreRules[]): boolean {
    return isCandidate(path) && !isGitIgnored(path, rules) && !options.isIgnored?.(path);
  }
}

interface Link {
  readonly name: string;
  readonly path: string;
  readonly rules: readonly IgnoreRules[];
}

interface IgnoreRules {
  /** Folder of the .gitignore, as the search names it. */
  readonly base: string;
  readonly rules: Ignore;
}

async function rulesOf(folder: string): Promise<IgnoreRules[]> {
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => undefined);
  return text === undefined ? [] : [{ base: folder, rules: ignore({ allowRelativePaths: true }).add(text) }];
}

/** The .gitignore files between the folder and the root of its repository. */
async function rulesAbove(folder: string): Promise<IgnoreRules[]> {
  const found: IgnoreRules[] = [];
  let base = folder;
  for (let depth = 0; depth < 32; depth += 1) {
    if (await stat(join(base, '.git')).catch(() => undefined)) break;
    const above = dirname(base);
    if (above === base) return [];
    base = above;
    found.unshift(...(await rulesOf(base)));
  }
  return found;
}

function isGitIgnored(path: string, rules: readonly IgnoreRules[]): boolean {
  return rules.some(({ base, rules: own }) => {
    const relative = relativeTo(base, path);
    return relative !== undefined && relative !== '' && own.ignores(relative);
  });
}

function relativeTo(base: string, path: string): string | undefined {
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : undefined;
}
