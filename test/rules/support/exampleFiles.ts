import { readCarets } from './carets.ts';
import type { Example, Fence } from './page.ts';

/** Names by which the tools know their files, for fences that do not name theirs: `%` is the number. */
const names: Readonly<Record<string, string>> = {
  sql: 'migrations/000%_change.sql',
  'sql prisma': 'prisma/migrations/2026010000000%_change/migration.sql',
  'sql flyway': 'db/migration/V%__change.sql',
  'python django': 'shop/migrations/000%_change.py',
  'sql query': 'queries/example.sql',
  'typescript typeorm': 'src/migrations/176000000000%-Change.ts',
};

/**
 * Where the fence's text lies: as its `file` says, or the next file of its tool. `number`: 1-based place in the history.
 * SQL examples of query rules are queries, not migrations.
 */
export function filePath(fence: Fence, number: number, category?: string): string {
  const isQuery = category === 'query' && fence.role !== 'setup';
  const key = [fence.language, fence.tool ?? (isQuery ? 'query' : undefined)].filter(Boolean).join(' ');
  const pattern = names[key] ?? names[fence.language];
  if (!pattern) throw new Error(`line ${fence.line}: no file name is known for ${fence.language} ${fence.tool ?? ''}`);
  const path = pattern.replace('%', String(number));
  const file = fence.attributes.get('file');
  if (!file) return path;
  return file.includes('/') ? file : path.replace(/[^/]+$/, file);
}

export interface ExampleFiles {
  readonly files: ReadonlyMap<string, string>;
  /** The file that the example is about. */
  readonly file: string;
}

/** The files of an example of a rule of this category: its setup, then the example itself without carets. */
export function exampleFiles(example: Example, category: string): ExampleFiles {
  const files = new Map(example.setup.map((fence, index) => [filePath(fence, index + 1), fence.text]));
  const file = filePath(example.fence, example.setup.length + 1, category);
  files.set(file, readCarets(example.fence.text).text);
  return { files, file };
}
