import { dialectSupport } from '../dialects/registry.ts';
import { createReplay } from '../model/replay/createReplay.ts';
import type { Replay } from '../model/replay/replay.ts';
import type { Script } from '../model/script.ts';
import { toolById } from '../tools/registry.ts';
import type { FileEntry } from './fileEntry.ts';
import type { Folding } from './foldHistory.ts';
import type { Judgement } from './judge.ts';

/** Files that are one database, in the order in which they run, folded into one schema. */
export interface History {
  readonly key: string;
  readonly replay: Replay<Judgement>;
  /** In the order in which they run; the scripts of `replay` are theirs. */
  entries: readonly FileEntry[];
  /** Index in `entries`. */
  indexes: ReadonlyMap<string, number>;
  /** What the replay is to hold: `foldOne` brings it there. */
  scripts: readonly Script[];
  steps: Folding['steps'];
  links: Map<string, Link>;
}

/** What a script became once it was linked to those before it (see Tool.link), for as long as both stay the same. */
interface Link {
  readonly script: Script;
  readonly before: unknown;
  readonly linked: Script;
  readonly after: unknown;
}

/** A history without files. */
export function emptyHistory(key: string, script: Script): History {
  const { locks } = dialectSupport(script.dialect);
  const replay = createReplay<Judgement>({ locks });
  return { key, replay, entries: [], indexes: new Map(), scripts: [], steps: undefined, links: new Map() };
}

/** Makes these files the history, in the order that their tools run them. */
export function setEntries(history: History, entries: readonly FileEntry[]): void {
  history.entries = inOrder(entries);
  history.indexes = new Map(history.entries.map((entry, index) => [entry.file, index]));
  updateEntries(history);
}

/** Takes over what was read anew since the last time; costs nothing for files that did not change. */
export function updateEntries(history: History): void {
  history.scripts = linkedScripts(history);
}

/** The script of the file as the replay has it: linked to the files before it. */
export function scriptIn(
  history: History,
  file: string,
): { readonly script: Script; readonly index: number } | undefined {
  const index = history.indexes.get(file);
  const script = index === undefined ? undefined : history.replay.scripts[index];
  return index === undefined || !script ? undefined : { script, index };
}

function linkedScripts(history: History): readonly Script[] {
  const links = new Map<string, Link>();
  const scripts: Script[] = [];
  let before: unknown;
  for (const entry of history.entries) {
    const { script, tool } = entry;
    if (!script) continue;
    if (!tool?.link) {
      scripts.push(script);
      continue;
    }
    const known = history.links.get(entry.file);
    const isSame = known !== undefined && known.script === script && known.before === before;
    const link = isSame ? known : newLink(tool.link(script, before), script, before);
    links.set(entry.file, link);
    scripts.push(link.linked);
    before = link.after;
  }
  history.links = links;
  return scripts;
}

function newLink(result: { readonly script: Script; readonly after: unknown }, script: Script, before: unknown): Link {
  return { script, before, linked: result.script, after: result.after };
}

function inOrder(entries: readonly FileEntry[]): readonly FileEntry[] {
  const keyed = entries.map((entry) => ({ entry, key: entry.tool?.orderKey(entry.file) ?? entry.file }));
  keyed.sort((a, b) => compare(a.key, b.key) || compare(a.entry.file, b.entry.file));
  const sorted = keyed.map(({ entry }) => entry);
  const ids = new Set(sorted.map((entry) => entry.tool?.id));
  const [only] = ids;
  const order = ids.size === 1 && only ? toolById(only)?.order : undefined;
  if (!order) return sorted;
  const position = new Map(order(sorted).map((file, index) => [file, index]));
  const last = position.size;
  return sorted.toSorted((a, b) => (position.get(a.file) ?? last) - (position.get(b.file) ?? last));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
