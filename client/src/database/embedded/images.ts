import { createHash } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemaScript } from '../../../../server/src/model/schemaScript.ts';
import type { EmbeddedRuntime } from '../database.ts';

/** Raise when the engine or the way schemas are built changes: images of before are not used any more, and deleted. */
const format = 'pglite-0.5.16-3';
/** Some 10 MB each, and what the seed fills: not compressed, so that they are used as they lie. */
const keptImages = 6;

/** Where the built schema of these scripts is kept. The same content is the same file, wherever in its file it stands. */
export function imageFile(runtime: EmbeddedRuntime, scripts: readonly SchemaScript[]): string {
  const content = scripts.map(({ file, statements }) => [file, statements.map(({ sql, rows }) => [sql, rows?.text])]);
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
  return join(runtime.cacheFolder, `${format}-${hash}.image`);
}

/** Marks an image as used now, and deletes the ones that were not used for longest. */
export async function keepRecentImages(runtime: EmbeddedRuntime, used: string): Promise<void> {
  const now = new Date();
  await utimes(used, now, now);
  const names = await readdir(runtime.cacheFolder);
  const outdated = names.filter((name) => /\.(?:image|tar\.gz)$/.test(name) && !name.startsWith(format));
  const aged = await Promise.all(
    names
      .filter((name) => name.startsWith(format) && name.endsWith('.image'))
      .map(async (name) => ({ name, usedAt: (await stat(join(runtime.cacheFolder, name))).mtimeMs })),
  );
  const old = aged.sort((one, other) => other.usedAt - one.usedAt).slice(keptImages);
  const files = [...outdated, ...old.map(({ name }) => name)].map((name) => join(runtime.cacheFolder, name));
  await Promise.all(files.flatMap((file) => [rm(file, { force: true }), rm(`${file}.json`, { force: true })]));
}
