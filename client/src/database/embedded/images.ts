import { createHash } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedRuntime, SchemaScript } from '../database.ts';

/** Raise when the engine or the way schemas are built changes: images of before are not found any more. */
const format = 'pglite-0.5.16-1';
/** About 5 MB each. */
const keptImages = 8;

export interface ImageFiles {
  readonly image: string;
  readonly emptyImage: string;
}

/** Where the built schema of these scripts is kept. The same content is the same file, whatever its order of loading. */
export function imageFiles(runtime: EmbeddedRuntime, scripts: readonly SchemaScript[]): ImageFiles {
  const hash = createHash('sha256')
    .update(JSON.stringify([format, scripts]))
    .digest('hex')
    .slice(0, 32);
  return {
    image: join(runtime.cacheFolder, `${hash}.tar.gz`),
    emptyImage: join(runtime.cacheFolder, `empty-${format}.tar.gz`),
  };
}

/** Marks an image as used now, and deletes the ones that were not used for longest. */
export async function keepRecentImages(runtime: EmbeddedRuntime, used: ImageFiles): Promise<void> {
  const now = new Date();
  await utimes(used.image, now, now);
  const names = (await readdir(runtime.cacheFolder)).filter((name) => /^[0-9a-f]{32}\.tar\.gz$/.test(name));
  const aged = await Promise.all(
    names.map(async (name) => ({
      file: join(runtime.cacheFolder, name),
      usedAt: (await stat(join(runtime.cacheFolder, name))).mtimeMs,
    })),
  );
  const old = aged.sort((one, other) => other.usedAt - one.usedAt).slice(keptImages);
  await Promise.all(old.flatMap(({ file }) => [rm(file, { force: true }), rm(`${file}.json`, { force: true })]));
}
