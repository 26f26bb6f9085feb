import { dialectSupport } from '../dialects/registry.ts';
import type { Script } from '../model/script.ts';
import { abandon, type Steps } from '../model/steps.ts';
import type { FileContext } from '../tools/tool.ts';
import { contextFor, type FileEntry, type Neighbours, ownerOf } from './fileEntry.ts';
import type { WorkspaceEnvironment } from './workspace.ts';

/** Shorter files are read in one go: a few milliseconds. In UTF-16 units. */
const longText = 100_000;

/** A file that was read while others had their turn. */
export interface ReadAhead {
  readonly script: Script;
  readonly context: FileContext;
}

/** Reads the text of a long file in steps; undefined for one that is short. */
export function* readAhead(
  entry: FileEntry,
  environment: WorkspaceEnvironment,
  neighbours: Neighbours,
): Steps<ReadAhead | 'changed' | undefined> {
  const { text, pending } = entry;
  if (pending === undefined || text.length < longText) return undefined;
  const tool = ownerOf(entry, environment);
  if (!tool) return undefined;
  const { configuration } = entry;
  const context = contextFor(entry, environment, neighbours);
  const previous =
    pending !== 'everything' && entry.script && tool === entry.tool
      ? { script: entry.script, edit: pending }
      : undefined;
  const steps = tool.readInSteps(text, context, dialectSupport, previous);
  try {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return { script: step.value, context };
      yield;
      if (entry.text !== text || entry.configuration !== configuration) return 'changed';
    }
  } catch {
    // Told where it happens again.
    return undefined;
  } finally {
    abandon(steps);
  }
}
