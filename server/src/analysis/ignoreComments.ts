import type { DialectSupport } from '../dialects/dialect.ts';
import { fileSpan, type Script, type Statement } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import { rules } from '../rules/registry.ts';

/** What a comment such as `-- dbarch-ignore drop-table: archived last year` asks for. */
export interface IgnoreComment {
  readonly kind: 'statement' | 'file' | 'start' | 'end' | 'unknown';
  /** Whose sign it is: squawk's names are understood, and never complained about. */
  readonly dialect: 'dbarch' | 'squawk';
  /** Empty: every rule. */
  readonly rules: readonly IgnoredRule[];
  /** The comment with its signs; offsets in the file. */
  readonly span: Span;
}

export interface IgnoredRule {
  /** As written. */
  readonly name: string;
  /** Rules of ours that are meant; empty where the name is unknown. */
  readonly ids: readonly string[];
  /** Offsets in the file. */
  readonly span: Span;
}

const directive = /^(?:(dbarch|squawk)-ignore(?:-(file|start|end))?(?![\w-])|dbarch-ignore[\w-]+)/;

/**
 * Every ignore comment of the file, in order: those of the host language, and those inside SQL strings and bodies.
 * `hiding`: how many statements have such strings or bodies, where that is known.
 */
export function ignoreComments(script: Script, dialect: DialectSupport, hiding?: number): readonly IgnoreComment[] {
  const found: IgnoreComment[] = [];
  for (const comment of script.comments) {
    const first = comment.text.charCodeAt(0);
    // 'd' or 's': most comments are none of ours, and there may be ten thousand of them.
    if (first === 100 || first === 115) found.push(...parse(comment.text, comment.span, script.text));
  }
  if (hiding === 0) return found.sort((a, b) => a.span.start - b.span.start);
  const seen = new Set(found.map((comment) => comment.span.start));
  for (const statement of script.statements) {
    if (!hidesComments(statement)) continue;
    if (statement.form === 'api' || !statement.text.includes('-ignore')) continue;
    for (const comment of innerComments(statement, dialect)) {
      const span = fileSpan(statement, comment.span);
      if (span && !seen.has(span.start)) found.push(...parse(comment.text, span, script.text));
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** Whether comments inside the statement are not among those of the script. */
export function hidesComments(statement: Statement): boolean {
  return statement.pieces !== undefined || statement.reading.body.length > 0;
}

function innerComments(
  statement: Statement,
  dialect: DialectSupport,
): { readonly text: string; readonly span: Span }[] {
  const comments = [...dialect.split(statement.text).comments];
  if (statement.reading.body.length > 0) {
    for (const match of statement.text.matchAll(/--\s*((?:dbarch|squawk)-ignore[^\r\n]*)/g)) {
      const span = { start: match.index, end: match.index + match[0].length };
      comments.push({ span, text: match[1] ?? '', form: 'line' });
    }
  }
  return comments;
}

function parse(text: string, span: Span, fileText: string): IgnoreComment[] {
  const match = directive.exec(text);
  if (!match) return [];
  const rest = text.slice(match[0].length);
  const colon = rest.indexOf(':');
  const names = (colon < 0 ? rest : rest.slice(0, colon))
    .split(',')
    .map((part) => /^\s*([\w-]+)/.exec(part)?.[1] ?? '');
  const isSquawk = match[1] === 'squawk';
  let from = span.start + fileText.slice(span.start, span.end).indexOf(match[0]) + match[0].length;
  const ignored: IgnoredRule[] = [];
  for (const name of names) {
    if (name === '') continue;
    const start = fileText.indexOf(name, from);
    if (start < 0 || start >= span.end) continue;
    from = start + name.length;
    ignored.push({ name, ids: isSquawk ? squawkRules(name) : ownRules(name), span: { start, end: from } });
  }
  return [{ kind: kindOf(match), dialect: isSquawk ? 'squawk' : 'dbarch', rules: ignored, span }];
}

function kindOf([, owner, part]: RegExpExecArray): IgnoreComment['kind'] {
  if (owner === undefined) return 'unknown';
  return part === 'file' || part === 'start' || part === 'end' ? part : 'statement';
}

function ownRules(name: string): readonly string[] {
  return ownNames.has(name) ? [name] : [];
}

function squawkRules(name: string): readonly string[] {
  return squawkNames.get(name) ?? [];
}

const ownNames: ReadonlySet<string> = new Set(rules.map((rule) => rule.id));
const squawkNames = new Map<string, string[]>();
for (const { id, aliases } of rules) {
  for (const name of new Set([id, ...(aliases?.squawk ?? [])])) {
    squawkNames.set(name, [...(squawkNames.get(name) ?? []), id]);
  }
}
