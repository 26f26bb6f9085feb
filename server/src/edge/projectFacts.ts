import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface ProjectFacts {
  /** Facts about the project that a file (absolute path) belongs to. */
  factsFor(file: string): Readonly<Record<string, string>>;
  /** Reads again what is asked for next. */
  forget(): void;
}

/** Files of a TypeORM project that say how migrations run. */
const dataSourceName = /^(data-?source|ormconfig|typeorm(\.config)?)\.(ts|js|mts|cts|mjs|cjs|json)$/i;
const searchDepth = 8;

/**
 * Facts that decide how a tool runs migrations and that no migration file tells, from files beside and above it:
 * `typeorm.migrationsTransactionMode` → 'all' | 'each' | 'none'; `package.<name>` → the version range in package.json;
 * `flyway.executeInTransaction:<file name>` and `diesel.runInTransaction:<folder name>` → 'false';
 * `flyway.group` → 'true'; `sql.tool` → 'sqlx' where Cargo.toml depends on it; `django.AUTH_USER_MODEL` → 'accounts.User'.
 */
export function createProjectFacts(): ProjectFacts {
  let byFolder = new Map<string, Readonly<Record<string, string>>>();
  let namesByFolder = new Map<string, ReadonlySet<string>>();

  function namesIn(folder: string): ReadonlySet<string> {
    let names = namesByFolder.get(folder);
    if (!names) {
      names = new Set(tryList(folder));
      namesByFolder.set(folder, names);
    }
    return names;
  }

  function inFolder(folder: string, depth: number): Readonly<Record<string, string>> {
    const known = byFolder.get(folder);
    if (known) return known;
    const above = dirname(folder);
    const inherited = above === folder || depth === 0 ? {} : inFolder(above, depth - 1);
    const facts = { ...inherited, ...folderFacts(folder) };
    byFolder.set(folder, facts);
    return facts;
  }

  return {
    factsFor(file) {
      const folder = dirname(file);
      const own = migrationFacts(file, namesIn(folder));
      const inherited = inFolder(folder, searchDepth);
      return Object.keys(own).length > 0 ? { ...inherited, ...own } : inherited;
    },
    forget() {
      byFolder = new Map();
      namesByFolder = new Map();
    },
  };
}

const watchedPackages = ['typeorm', 'prisma', '@prisma/client', 'drizzle-orm', 'drizzle-kit'];

function folderFacts(folder: string): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [name, range] of Object.entries(packageRanges(folder))) {
    if (watchedPackages.includes(name)) facts[`package.${name}`] = range;
  }
  if (
    /^\s*(flyway\.)?group\s*=\s*"?true"?\s*$/m.test(
      tryRead(join(folder, 'flyway.conf')) ?? tryRead(join(folder, 'flyway.toml')) ?? '',
    )
  ) {
    facts['flyway.group'] = 'true';
  }
  if (/^\s*(\[dependencies\.)?sqlx\b/m.test(tryRead(join(folder, 'Cargo.toml')) ?? '')) facts['sql.tool'] = 'sqlx';
  const userModel = djangoUserModel(folder);
  if (userModel) facts['django.AUTH_USER_MODEL'] = userModel;
  const mode = transactionMode(folder);
  if (mode) facts['typeorm.migrationsTransactionMode'] = mode;
  return facts;
}

/** From the file that belongs to this one migration: Flyway's script configuration, Diesel's metadata. */
function migrationFacts(file: string, siblings: ReadonlySet<string>): Record<string, string> {
  const facts: Record<string, string> = {};
  const textOf = (name: string): string => (siblings.has(name) ? (tryRead(join(dirname(file), name)) ?? '') : '');
  if (/^\s*executeInTransaction\s*=\s*false\s*$/m.test(textOf(`${basename(file)}.conf`))) {
    facts[`flyway.executeInTransaction:${basename(file)}`] = 'false';
  }
  if (/^\s*run_in_transaction\s*=\s*false\s*$/m.test(textOf('metadata.toml'))) {
    facts[`diesel.runInTransaction:${basename(dirname(file))}`] = 'false';
  }
  return facts;
}

function packageRanges(folder: string): Record<string, string> {
  const text = tryRead(join(folder, 'package.json'));
  if (text === undefined) return {};
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as Record<string, Record<string, string>>;
    return { ...devDependencies, ...dependencies };
  } catch {
    return {};
  }
}

function transactionMode(folder: string): string | undefined {
  for (const place of [folder, join(folder, 'src'), join(folder, 'src', 'database')]) {
    for (const name of tryList(place).filter((candidate) => dataSourceName.test(candidate))) {
      const mode = /migrationsTransactionMode['"]?\s*[:=]\s*['"`](all|each|none)['"`]/.exec(
        tryRead(join(place, name)) ?? '',
      );
      if (mode?.[1]) return mode[1];
    }
  }
  return undefined;
}

/** From the settings beside `manage.py`, or one folder down. */
function djangoUserModel(folder: string): string | undefined {
  const names = tryList(folder);
  if (!names.includes('manage.py')) return undefined;
  const places = ['.', ...names].flatMap((name) => [
    join(folder, name, 'settings.py'),
    ...['base', 'common', 'defaults', '__init__'].map((part) => join(folder, name, 'settings', `${part}.py`)),
  ]);
  for (const place of places) {
    const model = /^AUTH_USER_MODEL\s*=\s*['"]([\w.]+)['"]/m.exec(tryRead(place) ?? '');
    if (model?.[1]) return model[1];
  }
  return undefined;
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function tryList(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
