import type { FixSafety, TextEdit } from './finding.ts';

/**
 * What a rule wants instead of a statement, before the tool's writer puts it into the language of the file.
 * The writer answers with a Fix, or with nothing where the tool cannot say it.
 */
export interface Rewrite {
  readonly title: string;
  readonly safety: FixSafety;
  /** What is meant, for writers that say it in their own API (Django's AddIndexConcurrently, TypeORM's isConcurrent). */
  readonly intent?: RewriteIntent;
  /**
   * The same in SQL. Edits inside the statement keep the author's formatting and comments (spans relative to the
   * statement's text); steps replace the statement as a whole.
   */
  readonly sql:
    | {
        readonly edits: readonly TextEdit[];
        readonly transaction?: StepTransaction;
        readonly undo?: RewriteStep['undo'];
      }
    | { readonly steps: readonly RewriteStep[] };
}

export type RewriteIntent =
  | { readonly kind: 'create-index-concurrently' }
  | { readonly kind: 'drop-index-concurrently' }
  | { readonly kind: 'add-foreign-key-not-valid' }
  | { readonly kind: 'add-check-not-valid' }
  | { readonly kind: 'unique-using-index' }
  | { readonly kind: 'set-not-null-in-steps' }
  /** The SQL instead of what the call runs, while the models change as it says. */
  | { readonly kind: 'change-in-steps' }
  /** The call as it is, then the SQL. */
  | { readonly kind: 'followed-by' }
  /** What is dropped goes from the models alone; the SQL is for tools without models. */
  | { readonly kind: 'keep-for-now' }
  /** The column that the call adds may be NULL. */
  | { readonly kind: 'allow-null' }
  | { readonly kind: 'leave-transaction' };

/** `forbidden`: must run outside a transaction block. `separate`: must be in a transaction of its own. `any`: as it comes. */
export type StepTransaction = 'any' | 'forbidden' | 'separate';

export interface RewriteStep {
  /** Complete statements, each ending with a semicolon. */
  readonly sql: readonly string[];
  readonly transaction: StepTransaction;
  /**
   * What takes the step back, for tools that write it down: complete statements, in the order in which they run. Empty
   * where there is nothing to take back; absent where what the author wrote for it still does.
   */
  readonly undo?: readonly string[];
  /** Words for the new file's name where the step needs one: `validate orders_customer_id_fkey`. */
  readonly name: string;
}
