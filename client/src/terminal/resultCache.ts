import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rules } from '../../../server/src/rules/registry.ts';
import type { LintGroup } from './lintGroups.ts';
import type { GroupReport } from './parallelReport.ts';
import type { Project } from './project.ts';
import { version } from './version.ts';

/** Reports of former runs by what they depend on, those of the longest ago first. */
export interface ResultCache {
  get(key: string): GroupReport | undefined;
  set(key: string, report: GroupReport): void;
  /** Keeps what is new. A cache that cannot be written is a message, not a failure. */
  save(): Promise<string | undefined>;
}

const folder = join('.cache', 'dbarch');
const file = join(folder, 'lint.json');
/** Of the reports kept, in UTF-16 units. */
const mostText = 64 * 1024 * 1024;

/**
 * Key of what is found in a group: everything it depends on, by content. Files by name and text, settings and project facts
 * by value, which of them were asked for, and the rules themselves.
 */
export function cacheKey(project: Project, group: LintGroup): string {
  const asked = new Set(project.files);
  const hash = createHash('sha256');
  hash.update(`${version}\0${rules.map(({ id, severity }) => `${id}=${severity}`).join()}\0`);
  for (const path of group.files) {
    const text = project.sources.get(path)?.text ?? '';
    hash.update(`${path}\0${asked.has(path)}\0${text.length}\0${text}\0`);
    hash.update(JSON.stringify([project.configurationFor(path), project.factsFor(path)]));
  }
  return hash.digest('hex');
}

/** The cache of the working folder; empty where there is none, or it cannot be read. */
export async function openResultCache(): Promise<ResultCache> {
  const kept = await readKept();
  let isChanged = false;
  return {
    get(key) {
      const known = kept.get(key);
      if (!known) return undefined;
      // What was used last goes last.
      kept.delete(key);
      kept.set(key, known);
      return known;
    },
    set(key, report) {
      kept.set(key, report);
      isChanged = true;
    },
    save: async () => (isChanged ? writeKept(kept) : undefined),
  };
}

async function readKept(): Promise<Map<string, GroupReport>> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    return new Map(Object.entries(content as Record<string, GroupReport>));
  } catch {
    return new Map();
  }
}

async function writeKept(kept: ReadonlyMap<string, GroupReport>): Promise<string | undefined> {
  const entries: string[] = [];
  let size = 0;
  for (const [key, report] of [...kept].reverse()) {
    const text = `${JSON.stringify(key)}:${JSON.stringify(report)}`;
    size += text.length;
    if (size > mostText) break;
    entries.push(text);
  }
  try {
    await mkdir(folder, { recursive: true });
    // Whole or not at all: another run may read it meanwhile.
    const fresh = `${file}.${process.pid}`;
    await writeFile(fresh, `{${entries.reverse().join(',\n')}}`);
    await rename(fresh, file);
    return undefined;
  } catch (error) {
    return `the cache in ${folder} cannot be written: ${error instanceof Error ? error.message : error}`;
  }
}
