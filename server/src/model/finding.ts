import type { LockFact } from './lock.ts';
import type { Span } from './span.ts';

export const severities = ['error', 'warning', 'info', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** A problem at a place, with its evidence and ways out. Spans are offsets in the file. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  /** What happens, to what, why it hurts, the way out: one or two sentences. */
  readonly message: string;
  readonly url: string;
  readonly evidence: readonly LockFact[];
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  /** Where there is no fix for a reason that is known. */
  readonly refusal?: Refusal;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
}

/** A fix that the migration tool of the file cannot run. */
export interface Refusal {
  readonly title: string;
  readonly reason: string;
}

export interface RelatedPlace {
  /** Undefined: the same file. */
  readonly file?: string;
  readonly span: Span;
  readonly message: string;
}

/** `safe`: same outcome, less harm; preferred, and part of fix-all. `review`: a person must read it first. */
export type FixSafety = 'safe' | 'review';

export interface Fix {
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly TextEdit[];
  readonly creates: readonly NewFile[];
}

export interface TextEdit {
  /** Undefined: the file of the finding. */
  readonly file?: string;
  readonly span: Span;
  readonly newText: string;
}

export interface NewFile {
  readonly file: string;
  readonly text: string;
}
