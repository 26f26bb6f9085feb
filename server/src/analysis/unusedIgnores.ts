import type { TextEdit } from '../model/finding.ts';
import type { Script } from '../model/script.ts';
import type { Span } from '../model/span.ts';
import type { Steps } from '../model/steps.ts';
import { nearestName } from '../rules/nearestName.ts';
import { rules } from '../rules/registry.ts';
import unusedIgnore from '../rules/syntax/unused-ignore.ts';
import type { ActiveRules } from './activeRules.ts';
import { type RawFinding, rawFinding } from './rawFinding.ts';
import type { Suppressions, UnusedIgnore } from './suppressions.ts';

/** Findings for ignore comments that ignore nothing, each with the edit that removes what is not needed. Yields after each. */
export function* unusedIgnores(script: Script, active: ActiveRules, found: Suppressions): Steps<readonly RawFinding[]> {
  const own = active.byId.get(unusedIgnore.id);
  if (!own) return [];
  const raws: RawFinding[] = [];
  for (const unused of found.unused()) {
    const span = spanOf(unused);
    if (isUndecided(unused, active) || found.suppresses(unusedIgnore.id, span)) continue;
    const title = unused.name === undefined ? 'Remove the ignore comment' : 'Remove the rule from the ignore comment';
    const raw = rawFinding(
      own,
      { message: messageOf(unused), tags: ['unnecessary'] },
      { location: { kind: 'file', span } },
      [],
      (_, place) => ({ kind: 'file', span: place }),
    );
    // What was meant is not known, so it is not removed.
    if (unused.comment.kind === 'unknown') raws.push(raw);
    else raws.push({ ...raw, fixes: [{ title, safety: 'safe', edits: [removal(script.text, unused)], creates: [] }] });
    yield;
  }
  return raws;
}

function spanOf({ comment, name }: UnusedIgnore): Span {
  return (name === undefined ? undefined : comment.rules[name]?.span) ?? comment.span;
}

/** A rule that is off here may well speak where it is on: its ignore comment is not judged. */
function isUndecided({ comment, name }: UnusedIgnore, active: ActiveRules): boolean {
  if (comment.kind === 'unknown') return false;
  const named = name === undefined ? comment.rules : comment.rules.slice(name, name + 1);
  return named.some((rule) => rule.ids.some((id) => !active.byId.has(id)));
}

function messageOf({ comment, name }: UnusedIgnore): string {
  const named = name === undefined ? undefined : comment.rules[name];
  if (named && named.ids.length === 0) {
    const near = nearestName(
      named.name,
      rules.map((rule) => rule.id),
    );
    return `There is no rule "${named.name}"${near ? `; "${near}" may be meant` : ''}, so nothing is ignored here.`;
  }
  if (comment.kind === 'unknown') {
    return 'Nothing is ignored here: write dbarch-ignore for the next statement, dbarch-ignore-file, or dbarch-ignore-start and -end.';
  }
  if (comment.kind === 'end' && comment.rules.length === 0) {
    return 'No dbarch-ignore-start comes before this dbarch-ignore-end: remove it.';
  }
  return `${named ? `"${named.name}"` : 'This comment'} ignores nothing: no finding is left here that it would silence.`;
}

/** Without the name and its comma, or without the comment and the line that it leaves empty. */
function removal(text: string, { comment, name }: UnusedIgnore): TextEdit {
  const named = name === undefined ? undefined : comment.rules[name];
  if (named && comment.rules.length > 1) {
    const next = comment.rules[(name ?? 0) + 1];
    const before = comment.rules[(name ?? 0) - 1];
    const span = next
      ? { start: named.span.start, end: next.span.start }
      : { start: before?.span.end ?? named.span.start, end: named.span.end };
    return { span, newText: '' };
  }
  let { start, end } = comment.span;
  while (end < text.length && (text[end] === ' ' || text[end] === '\t')) end++;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const startsLine = start === 0 || text[start - 1] === '\n';
  const endsLine = end === text.length || text[end] === '\n' || text.startsWith('\r\n', end);
  if (startsLine && endsLine) {
    if (text.startsWith('\r\n', end)) end += 2;
    else if (end < text.length) end += 1;
    return { span: { start, end }, newText: '' };
  }
  return { span: endsLine ? { start, end: comment.span.end } : comment.span, newText: '' };
}
