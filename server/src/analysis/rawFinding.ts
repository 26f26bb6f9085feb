import type { Fix, Severity } from '../model/finding.ts';
import type { LockFact } from '../model/lock.ts';
import type { Rewrite } from '../model/rewrite.ts';
import { fileSpan, type Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import type { Report } from '../rules/rule.ts';
import type { ActiveRule } from './activeRules.ts';

/** What keeps its identity while its statement moves: the place of a statement in the replay. */
export interface Anchor {
  readonly statement: Statement;
}

/** A place that stays right when text before it changes. */
export type Location =
  /** Relative to the statement's text. */
  | { readonly kind: 'text'; readonly anchor: Anchor; readonly span: Span }
  /** Relative to where the statement starts in the file. */
  | { readonly kind: 'statement'; readonly anchor: Anchor; readonly span: Span }
  /** Offsets in the file: of a result that is not kept over an edit. */
  | { readonly kind: 'file'; readonly span: Span };

export interface RawRelated {
  readonly file?: string;
  readonly location: Location;
  readonly message: string;
}

/** A finding as it is kept: nothing in it depends on where its statement lies in the file. */
export interface RawFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly location: Location;
  readonly message: string;
  readonly evidence: readonly LockFact[];
  readonly related: readonly RawRelated[];
  readonly rewrites: readonly Rewrite[];
  /** The statement that they rewrite. */
  readonly anchor?: Anchor;
  /** Where they are plain edits of the file, of no tool's making. */
  readonly fixes?: readonly Fix[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
}

/** Finds what holds a place of a file: the statement there moves with the text. */
export type Locate = (file: string | undefined, span: Span) => Location;

/** Makes a kept finding of what a rule reports. */
export function rawFinding(
  active: ActiveRule,
  report: Report,
  place: { readonly location: Location; readonly anchor?: Anchor },
  evidence: readonly LockFact[],
  locate: Locate,
): RawFinding {
  return {
    rule: active.rule.id,
    severity: severityAt(active, report, place.anchor?.statement),
    location: place.location,
    message: report.message,
    evidence: report.evidence ?? evidence,
    related: (report.related ?? []).map((related) => ({
      file: related.file,
      location: locate(related.file, related.span),
      message: related.message,
    })),
    rewrites: report.rewrites ?? [],
    anchor: place.anchor,
    tags: report.tags,
  };
}

/** A way back that would hurt is worth knowing, but it is not what production runs: at most `info`. A syntax error stays one. */
function severityAt(active: ActiveRule, report: Report, statement: Statement | undefined): Severity {
  const severity = active.isConfigured ? active.severity : (report.severity ?? active.severity);
  const isDown = statement?.direction === 'down' && active.rule.category !== 'syntax';
  return isDown && (severity === 'error' || severity === 'warning') ? 'info' : severity;
}

/** Offsets in the file, now. */
export function spanOf(location: Location): Span {
  switch (location.kind) {
    case 'text':
      return fileSpan(location.anchor.statement, location.span) ?? location.anchor.statement.span;
    case 'statement': {
      const { start } = location.anchor.statement.span;
      return { start: start + location.span.start, end: start + location.span.end };
    }
    case 'file':
      return location.span;
  }
}
