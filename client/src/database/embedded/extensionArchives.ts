import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Extensions } from '@electric-sql/pglite';
import type { SchemaScript } from '../../../../server/src/model/schemaScript.ts';

const suffix = '.tar.gz';

/**
 * The extensions that the scripts name, and those that these need: each costs the start of the engine its share. Whatever
 * archives lie beside the engine can be created with CREATE EXTENSION.
 */
export async function namedExtensions(assetsFolder: string, scripts: readonly SchemaScript[]): Promise<Extensions> {
  const archives = (await readdir(assetsFolder)).filter((file) => file.endsWith(suffix));
  const available = new Set(archives.map((file) => basename(file, suffix)));
  const wanted = new Set<string>();
  const want = async (name: string): Promise<void> => {
    if (wanted.has(name) || !available.has(name)) return;
    wanted.add(name);
    for (const required of await requirements(join(assetsFolder, name + suffix))) await want(required);
  };
  for (const name of available) if (names(scripts, name)) await want(name);
  return Object.fromEntries(
    [...wanted].map((name) => {
      const bundlePath = pathToFileURL(join(assetsFolder, name + suffix));
      return [name, { name, setup: async (_engine, emscriptenOpts) => ({ emscriptenOpts, bundlePath }) }];
    }),
  ) satisfies Extensions;
}

/** Anywhere in a statement: a DO block or a CASCADE can create it as well. One too many only costs time. */
function names(scripts: readonly SchemaScript[], extension: string): boolean {
  return scripts.some(({ statements }) => statements.some(({ sql }) => sql.includes(extension)));
}

/** What the extension's control file says that it builds upon. */
async function requirements(archive: string): Promise<readonly string[]> {
  const files = await promisify(gunzip)(await readFile(archive));
  const line = /^requires\s*=\s*'([^']*)'/m.exec(files.toString('latin1'))?.[1] ?? '';
  return line.split(/[\s,]+/).filter(Boolean);
}
