import type { CatalogView, SessionState, Table } from '../model/catalog.ts';
import type { Dialect, TargetVersion } from '../model/dialect.ts';
import type { RelatedPlace, Severity } from '../model/finding.ts';
import type { LockFact } from '../model/lock.ts';
import type { Operation, OperationKind, OperationOf } from '../model/operation.ts';
import type { Query } from '../model/query.ts';
import type { Rewrite } from '../model/rewrite.ts';
import type { Direction, Script, Statement, TransactionScope } from '../model/script.ts';
import type { Span } from '../model/span.ts';

export type Category = 'migration' | 'schema' | 'query' | 'syntax';
export type Preset = 'recommended' | 'strict' | 'all';

/**
 * One anti-pattern. A rule is a pure value: what it returns depends only on its arguments, because findings are cached
 * by statement and reused until the statement, the catalog entries it read, or the session state change.
 */
export interface Rule {
  /** Kebab-case; equals the file's name. For ever. */
  readonly id: string;
  readonly category: Category;
  /** One line, for lists: what is wrong, not what to do. */
  readonly title: string;
  readonly severity: Exclude<Severity, never>;
  readonly dialects: readonly Dialect[];
  /** Target versions for which the rule speaks, per dialect; absent: all. */
  readonly versions?: { readonly min?: TargetVersion; readonly max?: TargetVersion };
  /** The quietest preset that has it. */
  readonly preset: Preset;
  /** Directions of a migration it looks at; default: both, `down` capped to info by the analysis. */
  readonly directions?: readonly Direction[];
  /** `migration`: only in files of a schema history. `any`: everywhere. Default by category: migration and schema → migration … any SQL with DDL; query → any. */
  readonly files?: 'migration' | 'any';
  /** What the configuration can set besides the severity, by name. */
  readonly options?: Readonly<Record<string, RuleOption>>;
  /** Names of the same rule elsewhere, honoured in ignore comments: `squawk: ['require-concurrent-index-creation']`. */
  readonly aliases?: { readonly squawk?: readonly string[] };
  /** Called for each operation of the kinds named. */
  readonly operations?: {
    readonly [Kind in OperationKind]?: (operation: OperationOf<Kind>, context: OperationContext) => void;
  };
  /** Called once for each statement after its operations. */
  readonly statement?: (statement: Statement, context: StatementContext) => void;
  /** Called for each query, subqueries and CTEs included. */
  readonly query?: (query: Query, context: StatementContext) => void;
  /** Called for each table that the file creates or changes, in its final state: the file's, or the history's where known. */
  readonly table?: (table: Table, context: TableContext) => void;
  /** Called once at the end of the file. Must be cheap: it runs at every change. */
  readonly end?: (context: EndContext) => void;
  /** `end` is only called for files with an operation of one of these kinds; absent: for every file. */
  readonly endKinds?: readonly OperationKind[];
}

export interface RuleOption {
  readonly default: number | string;
  /** For the configuration file and the page of the rule: a noun phrase. */
  readonly description: string;
}

export interface Report {
  /** Relative to the statement's text. Smallest token that is wrong. Default: the operation's focus, then its span. */
  readonly span?: Span;
  readonly message: string;
  /** Default: the lock facts of the operation that matter (Share and stronger). */
  readonly evidence?: readonly LockFact[];
  readonly related?: readonly RelatedPlace[];
  readonly rewrites?: readonly Rewrite[];
  /** Lower or raise for this place only. */
  readonly severity?: Severity;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
}

interface BaseContext {
  readonly script: Script;
  readonly dialect: Dialect;
  readonly version: TargetVersion;
  /** Options of this rule in the configuration. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface StatementContext extends BaseContext {
  readonly statement: Statement;
  /** The schema before this statement; for the second action of an ALTER TABLE, before that action. */
  readonly catalog: CatalogView;
  readonly session: SessionState;
  /** Nobody named the target version. */
  readonly isVersionAssumed: boolean;
  /** The statement's own transaction scope, after its override. */
  readonly transaction: TransactionScope;
  report(report: Report): void;
}

export interface OperationContext extends StatementContext {
  readonly operation: Operation;
  /** Locks on existing relations, computed once per operation. */
  locks(): readonly LockFact[];
  /** The SQL text of a part of the statement. */
  textOf(span: Span): string;
}

export interface TableContext extends BaseContext {
  readonly catalog: CatalogView;
  /** The statements of this file that created or altered the table. */
  readonly statements: readonly Statement[];
  /** Spans are offsets in the file. */
  report(report: Report & { readonly span: Span; readonly statement?: Statement }): void;
}

export interface EndContext extends BaseContext {
  /** After the last `up` statement of the file. */
  readonly session: SessionState;
  readonly catalog: CatalogView;
  /** Schema and session before a statement of this file: for rules that must see the rest of the file before they speak. */
  before(statement: Statement): { readonly catalog: CatalogView; readonly session: SessionState };
  /** The locks of an operation of this file at its place. */
  locksOf(statement: Statement, operation: Operation): readonly LockFact[];
  /** Spans are offsets in the file. */
  report(report: Report & { readonly span: Span; readonly statement?: Statement }): void;
}

/** Checks nothing at run time; gives a rule's callbacks their types. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
