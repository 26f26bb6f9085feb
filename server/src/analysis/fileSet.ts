import { dialectSupport } from '../dialects/registry.ts';
import type { Script } from '../model/script.ts';
import { finish, type Steps } from '../model/steps.ts';
import { fileName, folderOf } from '../tools/paths.ts';
import type { DialectLookup } from '../tools/tool.ts';
import { configurationForFile, matchesAny } from './configuration.ts';
import { combineEdits, type FileEntry, fileEntry, type Neighbours, readEntry } from './fileEntry.ts';
import { foldOne } from './foldHistory.ts';
import { emptyHistory, type History, setEntries, updateEntries } from './history.ts';
import { readAhead } from './readAhead.ts';
import type { Edit, WorkspaceEnvironment } from './workspace.ts';

/** The files of a workspace, and the histories that they make. */
export interface FileSet {
  readonly entries: ReadonlyMap<string, FileEntry>;
  readonly histories: ReadonlyMap<string, History>;
  /** Grows with every change of any file, setting or history. */
  readonly revision: number;
  /** Grows when a history changed: what query files rest on. */
  readonly historyRevision: number;
  set(file: string, text: string, edit?: Edit): void;
  remove(file: string): void;
  invalidate(): void;
  /** Reads what is pending and arranges it in histories, whose replays stay as they are. */
  read(): void;
  /** Reads what is pending and brings the histories up to date; yields after each file, and when sliced within long ones. */
  settle(isSliced: boolean): Steps<void>;
}

/** An empty set. `dialects`: what reads its statements. */
export function createFileSet(environment: WorkspaceEnvironment, dialects: DialectLookup = dialectSupport): FileSet {
  const entries = new Map<string, FileEntry>();
  const histories = new Map<string, History>();
  const members = new Map<string, Set<FileEntry>>();
  const names = new Map<string, Set<string>>();
  const nameLists = new Map<string, readonly string[]>();
  const pending = new Set<FileEntry>();
  const regrouped = new Set<string>();
  const changed = new Set<string>();
  /** Histories whose replay is not that of their scripts yet. */
  const unfolded = new Set<History>();
  let revision = 0;
  let historyRevision = 0;

  /** The names under a key of `names`: a folder for the files in it, with a slash at its end for the folders in it. */
  function namesIn(key: string): readonly string[] {
    const list = nameLists.get(key) ?? [...(names.get(key) ?? [])];
    nameLists.set(key, list);
    return list;
  }

  function neighbours(file: string): Neighbours {
    const folder = folderOf(file);
    return { siblings: namesIn(folder), folders: namesIn(`${folderOf(folder)}/`) };
  }

  function rename(file: string, action: 'add' | 'delete'): void {
    const folder = folderOf(file);
    if (note(folder, fileName(file), action) === 0 || action === 'add') {
      note(`${folderOf(folder)}/`, fileName(folder), action);
    }
  }

  /** How many names are left there. */
  function note(key: string, name: string, action: 'add' | 'delete'): number {
    const known = names.get(key) ?? new Set<string>();
    known[action](name);
    names.set(key, known);
    nameLists.delete(key);
    return known.size;
  }

  function join(entry: FileEntry, formerKey: string | undefined, formerScript: Script | undefined): void {
    const { historyKey } = entry;
    if (formerKey !== historyKey) {
      leave(entry, formerKey);
      if (historyKey !== undefined) {
        const group = members.get(historyKey) ?? new Set<FileEntry>();
        group.add(entry);
        members.set(historyKey, group);
        regrouped.add(historyKey);
      }
    } else if (historyKey !== undefined && entry.script !== formerScript) {
      if (entry.tool?.order) regrouped.add(historyKey);
      else changed.add(historyKey);
    }
  }

  function leave(entry: FileEntry, key: string | undefined): void {
    if (key === undefined) return;
    members.get(key)?.delete(entry);
    regrouped.add(key);
  }

  function regroup(key: string): void {
    const group = [...(members.get(key) ?? [])];
    const script = group[0]?.script;
    const known = histories.get(key);
    if (!script) {
      if (known) unfolded.delete(known);
      histories.delete(key);
      members.delete(key);
      return;
    }
    const history = known ?? emptyHistory(key, script);
    histories.set(key, history);
    setEntries(history, group);
    unfolded.add(history);
  }

  function* readPending(isSliced: boolean): Steps<void> {
    for (const entry of pending) {
      const ahead = isSliced ? yield* readAhead(entry, environment, neighbours(entry.file)) : undefined;
      if (!pending.has(entry)) continue;
      if (ahead === 'changed') {
        // Anew, after the others.
        pending.delete(entry);
        pending.add(entry);
        continue;
      }
      const { historyKey, script } = entry;
      readEntry(entry, environment, neighbours(entry.file), dialects, ahead);
      pending.delete(entry);
      join(entry, historyKey, script);
      yield;
    }
  }

  function arrange(): void {
    if (regrouped.size === 0 && changed.size === 0) return;
    historyRevision++;
    for (const key of regrouped) regroup(key);
    for (const key of changed) {
      const history = histories.get(key);
      if (!history || regrouped.has(key)) continue;
      updateEntries(history);
      unfolded.add(history);
    }
    regrouped.clear();
    changed.clear();
  }

  function* fold(): Steps<void> {
    for (const history of unfolded) {
      while (!foldOne(history)) yield;
      unfolded.delete(history);
      yield;
    }
  }

  return {
    entries,
    histories,
    get revision() {
      return revision;
    },
    get historyRevision() {
      return historyRevision;
    },
    set(file, text, edit) {
      const known = entries.get(file);
      if (known && known.text === text && known.pending === undefined) return;
      revision++;
      const entry = known ?? fileEntry(file, text);
      if (!known) {
        entries.set(file, entry);
        rename(file, 'add');
      } else if (!edit || entry.pending === 'everything') entry.pending = 'everything';
      else entry.pending = entry.pending ? combineEdits(entry.pending, edit) : edit;
      entry.text = text;
      pending.add(entry);
    },
    remove(file) {
      const entry = entries.get(file);
      if (!entry) return;
      revision++;
      entries.delete(file);
      pending.delete(entry);
      rename(file, 'delete');
      leave(entry, entry.historyKey);
    },
    invalidate() {
      revision++;
      for (const entry of entries.values()) {
        if (!readsDifferently(entry, environment)) continue;
        entry.context = undefined;
        entry.pending = 'everything';
        pending.add(entry);
      }
    },
    read() {
      finish(readPending(false));
      arrange();
    },
    *settle(isSliced) {
      // Others may change files, or do the same work, wherever this yields.
      while (pending.size > 0 || regrouped.size > 0 || changed.size > 0 || unfolded.size > 0) {
        yield* readPending(isSliced);
        arrange();
        yield* fold();
      }
    },
  };
}

/** Takes the settings anew; true where the text must be read again because of them. */
function readsDifferently(entry: FileEntry, environment: WorkspaceEnvironment): boolean {
  const before = { configuration: entry.configuration, context: entry.context };
  const configuration = configurationForFile(environment.configuration(entry.file), entry.file);
  entry.configuration = configuration;
  if (!before.configuration || !before.context || entry.pending !== undefined) return true;
  const isMigration = matchesAny(configuration.migrations, entry.file) ? true : undefined;
  return (
    matchesAny(configuration.ignore, entry.file) ||
    configuration.dialect !== before.context.dialect ||
    configuration.targetVersion !== before.context.targetVersion ||
    isMigration !== before.context.isMigration ||
    JSON.stringify(environment.projectFacts(entry.file)) !== JSON.stringify(before.context.project)
  );
}
