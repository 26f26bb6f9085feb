import { dialectSupport } from '../dialects/registry.ts';
import { type Configuration, matchesAny } from './configuration.ts';
import type { FileEntry } from './fileEntry.ts';

/** Shorter files are read in one go: a few milliseconds. In UTF-16 units. */
const longText = 100_000;

/**
 * Reads the statements of a long SQL file that is new, one by one, so that the reader of its tool finds them in the cache of
 * the dialect: that reader reads a file as a whole, and must not keep others waiting for seconds.
 */
export function* readAhead(entry: FileEntry, configuration: Configuration): Generator<void, void> {
  const { text, file } = entry;
  if (entry.pending !== 'everything' || text.length < longText || !/\.(sql|psql|pgsql|ddl)$/i.test(file)) return;
  if (matchesAny(configuration.ignore, file)) return;
  const dialect = dialectSupport('postgresql');
  const { segments } = dialect.split(text);
  yield;
  for (const { kind, span } of segments) {
    if (kind !== 'statement') continue;
    if (entry.text !== text) return;
    dialect.read(text.slice(span.start, span.end), configuration.targetVersion);
    yield;
  }
}
