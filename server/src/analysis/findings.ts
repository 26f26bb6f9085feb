import {
  type Finding,
  type Fix,
  type Refusal,
  type RelatedPlace,
  type Severity,
  severities,
} from '../model/finding.ts';
import type { Rewrite } from '../model/rewrite.ts';
import type { Script } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import { ruleUrl } from '../rules/ruleUrl.ts';
import type { FileContext, Tool } from '../tools/tool.ts';
import { type RawFinding, spanOf } from './rawFinding.ts';

/** What a fix is written with. */
export interface Writing {
  readonly tool: Tool;
  readonly script: Script;
  readonly context: FileContext;
  /** A writer threw: told to the edge; the finding stays, without that fix. */
  reportError(rule: string, error: unknown): void;
}

/** The finding at its present place. Fixes are written when they are first looked at. */
export function locatedFinding(raw: RawFinding, writing: Writing): Finding {
  return new LocatedFinding(raw, writing);
}

/** A class: a thousand of them are made at every keystroke, and literals with getters are slow to make. */
class LocatedFinding implements Finding {
  readonly span: Span;
  private readonly raw: RawFinding;
  private readonly writing: Writing;
  private written: readonly Fix[] | undefined;

  constructor(raw: RawFinding, writing: Writing) {
    this.raw = raw;
    this.writing = writing;
    this.span = spanOf(raw.location);
    this.written = raw.fixes;
  }

  get rule(): string {
    return this.raw.rule;
  }

  get severity(): Severity {
    return this.raw.severity;
  }

  get message(): string {
    return this.raw.message;
  }

  get url(): string {
    return ruleUrl(this.raw.rule);
  }

  get evidence(): Finding['evidence'] {
    return this.raw.evidence;
  }

  get tags(): Finding['tags'] {
    return this.raw.tags;
  }

  get related(): readonly RelatedPlace[] {
    const { related } = this.raw;
    if (related.length === 0) return noRelated;
    return related.map(({ file, location, message }) => ({ file, span: spanOf(location), message }));
  }

  get fixes(): readonly Fix[] {
    this.written ??= writeFixes(this.raw, this.writing);
    return this.written;
  }

  get refusal(): Refusal | undefined {
    return this.fixes.length > 0 ? undefined : refusalOf(this.raw, this.writing);
  }
}

const noRelated: readonly RelatedPlace[] = [];

function writeFixes(raw: RawFinding, { tool, script, context, reportError }: Writing): readonly Fix[] {
  const statement = raw.anchor?.statement;
  if (!statement) return [];
  return raw.rewrites.flatMap((rewrite) => {
    try {
      return tool.write(rewrite, statement, script, context) ?? [];
    } catch (error) {
      reportError(raw.rule, error);
      return [];
    }
  });
}

/** What must leave the tool's transaction, in a tool that lets nothing out of it. */
function refusalOf({ rewrites, anchor }: RawFinding, { tool, context }: Writing): Refusal | undefined {
  if (anchor?.statement.inBodyOf) return undefined;
  const refused = rewrites.find(leavesTransaction);
  const reason = tool.obstacle?.(context);
  return refused && reason !== undefined ? { title: refused.title, reason } : undefined;
}

function leavesTransaction({ sql }: Rewrite): boolean {
  return 'steps' in sql
    ? sql.steps.some(({ transaction }) => transaction !== 'any')
    : (sql.transaction ?? 'any') !== 'any';
}

/** All of them, by position; the same rule speaks once at a place. */
export function allFindings(raws: Iterable<readonly RawFinding[]>, writing: Writing): readonly Finding[] {
  const found: Finding[] = [];
  for (const list of raws) for (const raw of list) found.push(locatedFinding(raw, writing));
  return distinct(found.sort(byPosition));
}

/** The `limit` most severe findings, the first ones in the file where a severity does not fit whole. Not located yet. */
export function mostSevereFindings(raws: Iterable<readonly RawFinding[]>, limit: number): readonly RawFinding[] {
  const buckets: Readonly<Record<Severity, RawFinding[]>> = { error: [], warning: [], info: [], hint: [] };
  for (const list of raws) {
    for (const raw of list) {
      const bucket = buckets[raw.severity];
      if (bucket.length < limit) bucket.push(raw);
    }
  }
  const chosen: RawFinding[] = [];
  for (const severity of severities) {
    for (const raw of buckets[severity]) {
      if (chosen.length >= limit) break;
      chosen.push(raw);
    }
  }
  return chosen;
}

function byPosition(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || compareText(a.rule, b.rule);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function distinct(sorted: readonly Finding[]): readonly Finding[] {
  return sorted.filter((finding, index) => {
    const before = sorted[index - 1];
    return !before || byPosition(before, finding) !== 0;
  });
}
