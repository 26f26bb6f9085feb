import type { DialectSupport } from '../dialects/dialect.ts';
import type { TextEdit } from '../model/finding.ts';
import type { Script, Statement } from '../model/script.ts';
import { type IgnoreComment, ignoreComments } from './ignoreComments.ts';

/** Silences a rule for one statement: adds to the ignore comment above it, or writes one in a line of its own. */
export function ignoreForStatement(
  script: Script,
  statement: Statement,
  rule: string,
  lineComment: string,
  dialect: DialectSupport,
): TextEdit {
  const { text } = script;
  const existing = ignoreComments(script, dialect).find(
    (comment) =>
      isOwn(comment, 'statement') &&
      comment.span.end <= statement.span.start &&
      text.slice(comment.span.end, statement.span.start).trim() === '',
  );
  if (existing) return addition(existing, rule);
  const line = text.lastIndexOf('\n', statement.span.start - 1) + 1;
  const before = text.slice(line, statement.span.start);
  const indent = /^[ \t]*/.exec(before)?.[0] ?? '';
  if (before.trim() !== '' && lineComment === '--') {
    const { start } = statement.span;
    return { span: { start, end: start }, newText: `${lineEnd(text)}-- dbarch-ignore ${rule}${lineEnd(text)}` };
  }
  // Only white space before it, in a string of the host language: the comment lies inside the SQL.
  const isInsideSql = statement.form === 'sql' && before.trim() === '';
  const sign = isInsideSql ? '--' : lineComment;
  return { span: { start: line, end: line }, newText: `${indent}${sign} dbarch-ignore ${rule}${lineEnd(text)}` };
}

/** Silences a rule for the whole file: adds to the comment that does so already, or writes one at the top. */
export function ignoreForFile(script: Script, rule: string, lineComment: string, dialect: DialectSupport): TextEdit {
  const { text } = script;
  const existing = ignoreComments(script, dialect).find((comment) => isOwn(comment, 'file'));
  if (existing) return addition(existing, rule);
  const top = /^\uFEFF?(#!.*\r?\n)?/.exec(text)?.[0].length ?? 0;
  return { span: { start: top, end: top }, newText: `${lineComment} dbarch-ignore-file ${rule}${lineEnd(text)}` };
}

function isOwn(comment: IgnoreComment, kind: IgnoreComment['kind']): boolean {
  return comment.kind === kind && comment.dialect === 'dbarch' && comment.rules.length > 0;
}

function addition(comment: IgnoreComment, rule: string): TextEdit {
  const end = comment.rules.at(-1)?.span.end ?? comment.span.end;
  return { span: { start: end, end }, newText: `, ${rule}` };
}

function lineEnd(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}
