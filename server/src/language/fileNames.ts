import { fileURLToPath, pathToFileURL } from 'node:url';

/** Names of files inside the analysis (absolute paths with forward slashes; other schemes keep their URI), and back. */
export interface FileNames {
  fileOf(uri: string): string;
  /** A document is opened: where its name does not end in `.sql` (never saved, `.pgsql`, `.ddl`), its language says that it is SQL. */
  opened(uri: string, languageId: string): void;
  /** The URI as the client wrote it, where it named the file before. */
  uriOf(file: string): string;
}

export function createFileNames(): FileNames {
  const uris = new Map<string, string>();
  const files = new Map<string, string>();
  const name = (uri: string, file: string): string => {
    files.set(uri, file);
    if (!uris.has(file)) uris.set(file, uri);
    return file;
  };
  return {
    fileOf: (uri) => files.get(uri) ?? name(uri, pathOf(uri) ?? uri),
    opened(uri, languageId) {
      const file = pathOf(uri) ?? uri;
      name(uri, isSql(languageId) && !file.endsWith('.sql') ? `${file}.sql` : file);
    },
    uriOf: (file) => uris.get(file) ?? (isPath(file) ? pathToFileURL(file).href : file),
  };
}

/** Whether the name is a path on disk, rather than the URI of a document that lies elsewhere. */
export function isPath(file: string): boolean {
  return file.startsWith('/') || /^[a-zA-Z]:\//.test(file);
}

function isSql(languageId: string): boolean {
  return ['sql', 'postgres', 'postgresql', 'pgsql', 'plpgsql'].includes(languageId);
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri).replaceAll('\\', '/');
  } catch {
    return undefined;
  }
}
