import { join } from 'node:path';
import { loadPostgresParser } from '../../server/src/dialects/postgres/postgres.ts';
import { loadToolParsers } from '../../server/src/tools/loadToolParsers.ts';

const modules = join(import.meta.dirname, '..', '..', 'node_modules');

/** Loads every parser from the installed packages, for tests that run the sources. */
export async function loadParsersFromPackages(): Promise<void> {
  const pathOf = (file: string): string =>
    file === 'web-tree-sitter.wasm'
      ? join(modules, 'web-tree-sitter', file)
      : join(modules, '@repomix', 'tree-sitter-wasms', 'out', file);
  await Promise.all([loadPostgresParser(), loadToolParsers(pathOf)]);
}
