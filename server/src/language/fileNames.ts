import { fileURLToPath, pathToFileURL } from 'node:url';

/** Names of files inside the analysis (absolute paths with forward slashes; other schemes keep their URI), and back. */
export interface FileNames {
  fileOf(uri: string): string;
  /** The URI as the client wrote it, where it named the file before. */
  uriOf(file: string): string;
}

export function createFileNames(): FileNames {
  const uris = new Map<string, string>();
  const files = new Map<string, string>();
  return {
    fileOf(uri) {
      const known = files.get(uri);
      if (known !== undefined) return known;
      const file = pathOf(uri) ?? uri;
      files.set(uri, file);
      if (!uris.has(file)) uris.set(file, uri);
      return file;
    },
    uriOf: (file) => uris.get(file) ?? (isPath(file) ? pathToFileURL(file).href : file),
  };
}

/** Whether the name is a path on disk, rather than the URI of a document that lies elsewhere. */
export function isPath(file: string): boolean {
  return file.startsWith('/') || /^[a-zA-Z]:\//.test(file);
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri).replaceAll('\\', '/');
  } catch {
    return undefined;
  }
}
