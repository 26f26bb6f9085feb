import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { type Decoded, decodeText } from './decodeText.ts';

/** Larger files are named, not read: no migration is that long, and dumps of that size hold data. */
export const largestFileBytes = 256 * 1024 * 1024;

/** Reads and decodes a file. Never throws: what goes wrong is a sentence without the file's name. */
export async function readTextFile(path: string): Promise<Decoded> {
  try {
    const { size } = await stat(path);
    return size > largestFileBytes ? tooLarge : decodeText(await readFile(path));
  } catch (error) {
    return { problem: describeFileError(error) };
  }
}

/** The same at once, for a program that does nothing else meanwhile: a third of the cost for a thousand small files. */
export function readTextFileSync(path: string): Decoded {
  try {
    const { size } = statSync(path);
    return size > largestFileBytes ? tooLarge : decodeText(readFileSync(path));
  } catch (error) {
    return { problem: describeFileError(error) };
  }
}

const tooLarge: Decoded = { problem: `is larger than ${largestFileBytes / 1024 / 1024} MB and was not read.` };

/** What a file system error means, in words: that the file cannot be `done`. */
export function describeFileError(error: unknown, done: 'read' | 'written' = 'read'): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'does not exist.';
    case 'EACCES':
    case 'EPERM':
      return `cannot be ${done}: permission denied.`;
    case 'ELOOP':
      return `cannot be ${done}: its symbolic links form a loop.`;
    case 'EISDIR':
      return 'is a folder.';
    default:
      return `cannot be ${done}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
