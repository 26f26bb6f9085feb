import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
 * Symbolic links are followed once. Folders that cannot be read are problems, not the end.
 */
export async function findFiles(paths: readonly string[], options: FindOptions = {}): Promise<FoundFiles> {
  const files = new Set<string>();
  const problems: { file: string; message: string }[] = [];
  const visited = new Set<string>();
  for (const path of paths) {
    const named = path.replaceAll('\\', '/').replace(/(?<=.)\/$/, '');
    try {
      if ((await stat(path)).isDirectory()) await search(named, await rulesAbove(path), named);
      else files.add(named);
    } catch (error) {
      problems.push({ file: named, message: describeFileError(error) });
    }
  }
  return { files: [...files].sort(), problems };

  async function search(folder: string, rules: readonly IgnoreRules[], shown: string): Promise<void> {
    if (options.isCancelled?.()) return;
    try {
      const real = await realpath(folder);
      if (visited.has(real)) return;
      visited.add(real);
      const inForce = [...rules, ...(await rulesOf(folder))];
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = shown === '.' ? entry.name : `${shown}/${entry.name}`;
        await visit(entry, path, inForce);
      }
    } catch (error) {
      problems.push({ file: shown, message: describeFileError(error) });
    }
  }

  async function visit(
    entry: { readonly name: string; isDirectory(): boolean; isFile(): boolean; isSymbolicLink(): boolean },
    path: string,
    rules: readonly IgnoreRules[],
  ): Promise<void> {
    let { folder, file } = { folder: entry.isDirectory(), file: entry.isFile() };
    if (entry.isSymbolicLink()) {
      const target = await stat(path).catch(() => undefined);
      folder = target?.isDirectory() ?? false;
      file = target?.isFile() ?? false;
    }
    if (folder) {
      if (foreignFolders.has(entry.name) || isGitIgnored(`${path}/`, rules) || options.isIgnored?.(`${path}/`)) return;
      await search(path, rules, path);
    } else if (file && isCandidate(path) && !isGitIgnored(path, rules) && !options.isIgnored?.(path)) {
      files.add(path);
    }
  }
}

interface IgnoreRules {
  /** Folder of the .gitignore, as the search names it; empty for the folder searched from. */
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
  let base = folder.replaceAll('\\', '/').replace(/(?<=.)\/$/, '');
  for (let depth = 0; depth < 32; depth += 1) {
    if (await stat(join(base, '.git')).catch(() => undefined)) break;
    const above = base === '.' ? '..' : `${base}/..`;
    if ((await realpath(above).catch(() => '')) === (await realpath(base).catch(() => ''))) return [];
    base = above;
    found.unshift(...(await rulesOf(base)));
  }
  return found.length === 0
    ? []
    : Promise.all(found.map(async (rules) => ({ ...rules, base: await realpath(rules.base) })));
}

function isGitIgnored(path: string, rules: readonly IgnoreRules[]): boolean {
  return rules.some(({ base, rules: own }) => {
    const relative = relativeTo(base, path);
    return relative !== undefined && relative !== '' && own.ignores(relative);
  });
}

function relativeTo(base: string, path: string): string | undefined {
  if (base === '.') return path.startsWith('/') ? undefined : path;
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : undefined;
}
