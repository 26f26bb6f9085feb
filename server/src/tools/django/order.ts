import { fileName, naturalKey } from '../paths.ts';
import { appOf } from './read.ts';

/** A migration and what must run before it. */
interface Entry {
  readonly file: string;
  readonly app: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly runBefore: readonly string[];
}

const entries = new Map<string, { readonly text: string; readonly entry: Entry }>();

/**
 * The files in the order in which Django runs them: dependencies first, else by name. A cycle, as while editing, is broken
 * where it is met.
 */
export function orderOf(files: readonly { readonly file: string; readonly text: string }[]): readonly string[] {
  const all = files.map(entryOf).sort((left, right) => compare(orderKey(left.file), orderKey(right.file)));
  const byKey = new Map(all.map((entry) => [`${entry.app}.${entry.name}`, entry]));
  const waiting = new Map<Entry, Entry[]>();
  const require = (entry: Entry, key: string): void => {
    const needed = resolveKey(key, byKey, all);
    if (needed) waiting.set(entry, [...(waiting.get(entry) ?? []), ...needed]);
  };
  for (const entry of all) {
    for (const key of entry.dependencies) require(entry, key);
    for (const key of entry.runBefore) {
      const later = byKey.get(key);
      if (later) waiting.set(later, [...(waiting.get(later) ?? []), entry]);
    }
  }
  return sorted(all, waiting).map((entry) => entry.file);
}

/** Depth first without recursion: a history may be a thousand files long. */
function sorted(all: readonly Entry[], waiting: ReadonlyMap<Entry, readonly Entry[]>): readonly Entry[] {
  const done = new Set<Entry>();
  const entered = new Set<Entry>();
  for (const root of all) {
    const pending = [root];
    for (let entry = pending.at(-1); entry; entry = pending.at(-1)) {
      const next = entered.has(entry) ? [] : (waiting.get(entry) ?? []).filter((needed) => !entered.has(needed));
      entered.add(entry);
      if (next.length > 0) pending.push(...next);
      else {
        done.add(entry);
        pending.pop();
      }
    }
  }
  return [...done];
}

/** Position within an app where dependencies say nothing: by name. */
export function orderKey(file: string): string {
  return naturalKey(fileName(file));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A key may say `__first__` or `__latest__` of an app. */
function resolveKey(
  key: string,
  byKey: ReadonlyMap<string, Entry>,
  all: readonly Entry[],
): readonly Entry[] | undefined {
  const exact = byKey.get(key);
  if (exact) return [exact];
  const special = /^(.*)\.__(first|latest)__$/.exec(key);
  if (!special) return undefined;
  const own = all.filter((entry) => entry.app === special[1]);
  const found = special[2] === 'first' ? own[0] : own.at(-1);
  return found && [found];
}

/** Read once per text: a scan of two lists, not a parse, because the whole history is ordered at every change. */
function entryOf(source: { readonly file: string; readonly text: string }): Entry {
  const known = entries.get(source.file);
  if (known?.text === source.text) return known.entry;
  const entry: Entry = {
    file: source.file,
    app: appOf(source.file).toLowerCase(),
    name: fileName(source.file).replace(/\.py$/, ''),
    dependencies: [...pairsIn(source.text, 'dependencies'), ...pairsIn(source.text, 'replaces')],
    runBefore: pairsIn(source.text, 'run_before'),
  };
  entries.set(source.file, { text: source.text, entry });
  return entry;
}

function pairsIn(text: string, attribute: 'dependencies' | 'replaces' | 'run_before'): readonly string[] {
  const start = new RegExp(`^[ \\t]+${attribute}\\s*=\\s*\\[`, 'm').exec(text);
  if (!start) return [];
  const from = start.index + start[0].length;
  const end = text.indexOf(']', from);
  const list = text.slice(from, end < 0 ? text.length : end).replace(/#.*$/gm, '');
  return [...list.matchAll(/\(\s*["']([^"']+)["']\s*,\s*["']([^"']+)["']\s*,?\s*\)/g)].map(
    (pair) => `${(pair[1] ?? '').toLowerCase()}.${pair[2] ?? ''}`,
  );
}
