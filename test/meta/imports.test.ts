import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Folder → folders it may import from, besides itself. The order of the rows is the flow of the data. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'server/src/model': [],
  'server/src/dialects': ['server/src/model'],
  'server/src/tools': ['server/src/model', 'server/src/dialects'],
  'server/src/rules': ['server/src/model', 'server/src/dialects', 'server/src/tools'],
  'server/src/analysis': ['server/src/model', 'server/src/dialects', 'server/src/tools', 'server/src/rules'],
  'server/src/edge': [
    'server/src/model',
    'server/src/dialects',
    'server/src/tools',
    'server/src/rules',
    'server/src/analysis',
  ],
  'server/src/language': ['server/src'],
  'server/src': ['server/src'],
  'client/src/explain': [],
  'client/src/database': ['server/src/model', 'client/src/explain'],
  'client/src/terminal': ['server/src', 'client/src/database', 'client/src/explain'],
  'client/src/editor': ['server/src', 'client/src/database', 'client/src/explain', 'client/webview'],
  'client/webview': ['client/src/explain'],
};

/** Packages that only one folder may import. */
const reserved: Readonly<Record<string, string>> = {
  vscode: 'client/src/editor',
  'vscode-languageclient': 'client/src/editor',
  pg: 'client/src/database',
  '@electric-sql/pglite': 'client/src/database',
  'vscode-languageserver': 'server/src',
};

/** Analysis is pure: no file system, no network, no processes. */
const pure = ['model', 'dialects', 'tools', 'rules', 'analysis'].map((folder) => `server/src/${folder}`);
/** Async loaders of WebAssembly are the edge inside those folders. */
const loaders = /\/(load[A-Z]\w*|\w*[pP]arsers?)\.ts$/;

const files = ['server/src', 'client/src', 'client/webview'].flatMap((folder) => sources(join(root, folder)));

describe('imports point one way', () => {
  it('finds the sources', () => expect(files.length).toBeGreaterThan(20));
  for (const file of files) {
    it(file, () => expect(violations(file)).toEqual([]));
  }
});

function violations(file: string): string[] {
  const owner = folderOf(file);
  const text = readFileSync(join(root, file), 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  const found: string[] = [];
  for (const specifier of imports) {
    if (specifier.startsWith('.')) {
      const target = relative(root, join(root, file, '..', specifier)).replaceAll('\\', '/');
      const targetFolder = folderOf(target);
      const permitted =
        owner === targetFolder || (allowed[owner] ?? []).some((folder) => target.startsWith(`${folder}/`));
      // Names both sides need: the custom messages, and the version in the manifest.
      const common = target === 'server/src/protocol.ts' || target === 'package.json';
      if (!permitted && !common) found.push(`${specifier}: ${owner} must not import ${targetFolder}`);
      continue;
    }
    const name = specifier.startsWith('@')
      ? specifier.split('/').slice(0, 2).join('/')
      : (specifier.split('/')[0] ?? '');
    const home = reserved[name];
    if (home && !file.startsWith(`${home}/`)) found.push(`${specifier}: only ${home} may import it`);
    if (specifier.startsWith('node:') && pure.some((folder) => file.startsWith(`${folder}/`)) && !loaders.test(file)) {
      found.push(`${specifier}: analysis does no I/O`);
    }
  }
  return found;
}

function folderOf(file: string): string {
  const candidates = Object.keys(allowed).filter((folder) => file.startsWith(`${folder}/`));
  return candidates.sort((a, b) => b.length - a.length)[0] ?? file;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
