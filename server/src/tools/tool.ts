import type { DialectSupport } from '../dialects/dialect.ts';
import type { Dialect, TargetVersion } from '../model/dialect.ts';
import type { Fix } from '../model/finding.ts';
import type { Rewrite } from '../model/rewrite.ts';
import type { Script, Statement } from '../model/script.ts';
import type { Steps } from '../model/steps.ts';

/** What is known about a file besides its text. */
export interface FileContext {
  /** Path with forward slashes, or a URI. */
  readonly file: string;
  readonly dialect: Dialect | 'auto';
  readonly targetVersion: TargetVersion;
  /** Forced by configuration; otherwise the tool's own rule decides. */
  readonly isMigration?: boolean;
  /**
   * Facts about the project that the edge read from its files (package.json, alembic.ini …), so that analysis stays pure:
   * `typeorm.migrationsTransactionMode` → 'each'.
   */
  readonly project: Readonly<Record<string, string>>;
  /** Names of the other files in the same folder, for naming new migrations. */
  readonly siblings: readonly string[];
  /** Names of the folders beside that of the file, its own included: for migrations that are folders. */
  readonly folders: readonly string[];
  /** The files of the same history, this one included; for writing. Absent: not known. */
  readonly history?: () => readonly Script[];
}

/** A migration tool or ORM: how its files are recognised, read and written back. */
export interface Tool {
  /** `sql`, `flyway`, `goose`, `django` … */
  readonly id: string;
  /** The name people know: `Django`, `golang-migrate`. */
  readonly title: string;
  /** Globs of files it may own, for discovery and activation: `**\/migrations/*.py`. */
  readonly globs: readonly string[];
  /** How sure it is that the file is its own, 0–1; 0 = not. Cheap: looks at the path and the head of the text. */
  detect(file: string, text: string): number;
  /**
   * Reads a file. Never throws. `previous` is the result for the former text of the same file with the edit that led here:
   * what did not change is reused (same Statement.reading object).
   */
  read(text: string, context: FileContext, dialects: DialectLookup, previous?: PreviousRead): Script;
  /** Reads a file like `read`, yielding after each statement: a long one must not keep others waiting. */
  readInSteps(text: string, context: FileContext, dialects: DialectLookup, previous?: PreviousRead): Steps<Script>;
  /**
   * For tools whose files say only what is different from the files before them (Django's AlterField names the new field,
   * not the old one): finishes a script with what the earlier files of its history (in the order of the history) left
   * behind. `before` is the `after` of the file before it, undefined for the first. The script returned replaces the one
   * that `read` gave (its readings and statements may be other objects); what needs no earlier files is the same either
   * way, so a script that was not linked is still good. Pure and cheap (no parsing): the caller may memoise it by the
   * identity of both arguments, and stop when `after` is the same object as last time. Never throws.
   */
  link?(script: Script, before: unknown): { readonly script: Script; readonly after: unknown };
  /** Puts a rewrite into the file's own language; undefined where the tool cannot say it. */
  write(rewrite: Rewrite, statement: Statement, script: Script, context: FileContext): Fix | undefined;
  /** Why it has no place for what must run outside of its transaction, or in another: one short sentence. */
  obstacle?(context: FileContext): string | undefined;
  /** The comment that ignores rules, in the host language: `-- dbarch-ignore x` or `# dbarch-ignore x`. */
  readonly lineComment: string;
  /**
   * Files with the same key are one history (one database), replayed in order: the folder for most tools, the folder above
   * for Prisma, the project for Django. Undefined: the file is not part of a history (queries).
   */
  historyKey(file: string): string | undefined;
  /** Position in the history: files of a folder are replayed in ascending order of this key. Django overrides it by dependencies. */
  orderKey(file: string): string;
  /** For tools with explicit dependencies (Django): the files in the order in which they run. */
  order?(files: readonly { readonly file: string; readonly text: string }[]): readonly string[];
}

export type DialectLookup = (dialect: Dialect) => DialectSupport;

export interface PreviousRead {
  readonly script: Script;
  readonly edit: { readonly start: number; readonly oldEnd: number; readonly newEnd: number };
}
