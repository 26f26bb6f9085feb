import { naturalKey } from '../tools/paths.ts';
import type { History } from './history.ts';

/**
 * Whether the file is history that is replayed and not reported: the migration called `last` (a file or folder name, with
 * or without extension), or one before it.
 */
export function isBeforeReported(history: History, index: number, last: string | undefined): boolean {
  if (last === undefined) return false;
  const named = history.entries.findLastIndex((entry) => isCalled(entry.file, last));
  if (named >= 0) return index <= named;
  const entry = history.entries[index];
  return entry !== undefined && naturalKey(nameAtDepth(entry.file, last)) <= naturalKey(last);
}

function isCalled(file: string, name: string): boolean {
  return (
    file.split('/').some((part) => part === name || part.replace(/\.[^.]*$/, '') === name) || file.endsWith(`/${name}`)
  );
}

/** The last parts of the path, as many as `name` has; the folder's name for a file whose own name every migration has. */
function nameAtDepth(file: string, name: string): string {
  const parts = file.split('/');
  const own = parts.at(-1) ?? '';
  const depth = name.split('/').length;
  if (depth === 1 && /^(migration|up|down)\.sql$/.test(own)) return parts.at(-2) ?? own;
  return parts.slice(-depth).join('/');
}
