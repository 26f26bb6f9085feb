import { createHash } from 'node:crypto';

/** The part of the engine's file system that saving and restoring a data directory need. */
export interface EngineFiles {
  mkdirTree(path: string): void;
  mkdir(path: string, mode: number): void;
  readdir(path: string): string[];
  stat(path: string): { mode: number };
  isDir(mode: number): boolean;
  readFile(path: string): Uint8Array;
  writeFile(path: string, content: Uint8Array, options: { canOwn: boolean }): void;
}

/** What an image starts with, behind its length: paths are relative to the directory, offsets to the contents. */
interface ImageHeader {
  readonly folders: readonly string[];
  readonly files: readonly (readonly [path: string, offset: number, length: number])[];
}

const lengthBytes = 4;

/**
 * Saves a directory as one piece, whose files can be used where they lie: nothing is unpacked when it is restored. What is
 * equal is kept once (a new cluster holds its template three times). `leaveOut` gets paths such as `/base/1`.
 */
export function packDirectory(files: EngineFiles, root: string, leaveOut: (path: string) => boolean): Uint8Array {
  const folders: string[] = [];
  const entries: ImageHeader['files'][number][] = [];
  const contents: Uint8Array[] = [];
  const known = new Map<string, number>();
  let size = 0;
  const add = (content: Uint8Array): number => {
    const key = createHash('sha256').update(content).digest('hex');
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, size);
    contents.push(content);
    size += content.byteLength;
    return size - content.byteLength;
  };
  const walk = (folder: string): void => {
    for (const name of files.readdir(root + folder)) {
      const path = `${folder}/${name}`;
      if (name === '.' || name === '..' || leaveOut(path)) continue;
      if (files.isDir(files.stat(root + path).mode)) {
        folders.push(path);
        walk(path);
      } else {
        const content = files.readFile(root + path);
        entries.push([path, add(content), content.byteLength]);
      }
    }
  };
  walk('');
  const header = Buffer.from(JSON.stringify({ folders, files: entries } satisfies ImageHeader));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(header.byteLength);
  return Buffer.concat([length, header, ...contents]);
}

/** Lays a saved directory into the engine's memory. The files are parts of `image` itself, which the engine writes into. */
export function unpackDirectory(files: EngineFiles, root: string, image: Buffer): void {
  const contents = lengthBytes + image.readUInt32LE(0);
  const header: ImageHeader = JSON.parse(image.toString('utf8', lengthBytes, contents));
  files.mkdirTree(root);
  for (const folder of header.folders) files.mkdir(root + folder, 0o700);
  const taken = new Set<number>();
  for (const [path, offset, length] of header.files) {
    const content = image.subarray(contents + offset, contents + offset + length);
    files.writeFile(root + path, taken.has(offset) ? Uint8Array.from(content) : content, { canOwn: true });
    taken.add(offset);
  }
}
