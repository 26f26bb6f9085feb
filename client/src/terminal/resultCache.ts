import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rules } from '../../../server/src/rules/registry.ts';
import type { Project } from './project.ts';
import type { LintReport } from './report.ts';
import { version } from './version.ts';

const folder = join('.cache', 'dbarch');
const keptResults = 20;

/**
 * Key of what `lint` will find: everything it depends on, by content. Files by name and text, settings and project facts by
 * value, and the rules themselves.
 */
export function cacheKey(project: Project): string {
  const hash = createHash('sha256');
  hash.update(
    `${version}\0${rules.map(({ id, severity }) => `${id}=${severity}`).join()}\0${project.files.join('\0')}\0`,
  );
  for (const [file, { text }] of project.sources) {
    hash.update(`${file}\0${text.length}\0${text}\0`);
    hash.update(JSON.stringify([project.configurationFor(file), project.factsFor(file)]));
  }
  return hash.digest('hex');
}

/** The report kept under the key; undefined where there is none, or it cannot be read. */
export async function readCached(key: string): Promise<LintReport | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, `${key}.json`), 'utf8')) as LintReport;
  } catch {
    return undefined;
  }
}

/** Keeps a report, and only the newest ones. A cache that cannot be written is a message, not a failure. */
export async function writeCached(key: string, report: LintReport): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${key}.json`), JSON.stringify(report));
    const names = await readdir(folder);
    const aged = await Promise.all(
      names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })),
    );
    const old = aged.sort((a, b) => b.time - a.time).slice(keptResults);
    await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
    return undefined;
  } catch (error) {
    return `the cache in ${folder} cannot be written: ${error instanceof Error ? error.message : error}`;
  }
}
