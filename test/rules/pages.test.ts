import { writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPostgresVersion } from '../../server/src/model/dialect.ts';
import { type Finding, severities } from '../../server/src/model/finding.ts';
import { ruleById } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { loadParsersFromPackages } from '../support/toolParsers.ts';
import { onFirstLine, readCarets, writeCarets } from './support/carets.ts';
import { type ExampleFiles, exampleFiles, filePath } from './support/exampleFiles.ts';
import { applyFix, firstFix } from './support/fixed.ts';
import { type Files, lint } from './support/lint.ts';
import { type Example, type Fence, type Page, readPages } from './support/page.ts';

/** `UPDATE=1` writes carets and fixed blocks as the rule makes them; the difference is then read by a person. */
const update = process.env.UPDATE === '1';

/** Speaks about almost every statement that locks a table: only its own page is judged by it. */
const everywhere: readonly string[] = ['lock-timeout-missing'];

const commentSigns: Readonly<Record<string, string>> = { sql: '--', python: '#', typescript: '//' };

/** The length of a closing fence. */
const closing = 3;

const replacements = new Map<Page, { readonly start: number; readonly end: number; readonly text: string }[]>();

beforeAll(loadParsersFromPackages);
afterAll(writeUpdates);

for (const page of readPages()) {
  describe(page.id, () => {
    const rule = ruleById(page.id);
    if (!rule) throw new Error(`${page.file} has no rule: npm run generate`);
    for (const example of page.examples) {
      const name = `line ${example.fence.line}: ${example.role}`;
      if (example.role === 'good') it(name, () => checkGood(example, rule));
      else it(name, () => checkBad(example, rule, page));
    }
  });
}

function checkGood(example: Example, rule: Rule): void {
  const { files, file } = exampleFiles(example, rule.category);
  expect(readCarets(example.fence.text).marks, 'a good example has no carets').toEqual([]);
  const also = alsoOf(example);
  const judged = findingsOf({ files, file }, example, rule).filter((finding) => isJudged(finding, rule, 'warning'));
  expect(judged.filter((finding) => !also.includes(finding.rule)).map(line)).toEqual([]);
  expect(
    also.filter((id) => !judged.some((finding) => finding.rule === id)),
    'also=',
  ).toEqual([]);
}

function checkBad(example: Example, rule: Rule, page: Page): void {
  const before = exampleFiles(example, rule.category);
  const findings = findingsOf(before, example, rule);
  const own = findings.filter((finding) => finding.rule === rule.id);
  const text = before.files.get(before.file) ?? '';
  const places = own.map((finding) => onFirstLine(text, finding.span));
  expect(own.length, 'reported').toBeGreaterThan(0);
  if (update) {
    const marked = writeCarets(text, places, commentSigns[example.fence.language] ?? '--');
    replace(page, example.fence.start, example.fence.end, marked);
  } else expect(places).toEqual(readCarets(example.fence.text).marks);

  const others = findings.filter((finding) => finding.rule !== rule.id && isJudged(finding, rule, rule.severity));
  expect(new Set(others.map((finding) => finding.rule))).toEqual(new Set(alsoOf(example)));

  for (const finding of own) checkMessage(finding);
  checkFixes(own, before, example, rule);
  checkFixed(before, example, rule, page);
}

function checkMessage(finding: Finding): void {
  expect(finding.message).toMatch(/\.$/);
  expect(finding.message.length, finding.message).toBeLessThanOrEqual(240);
}

/** Every fix removes its finding, and leaves a text that reads and has no more findings of any other rule. */
function checkFixes(own: readonly Finding[], before: ExampleFiles, example: Example, rule: Rule): void {
  const counts = countByRule(before.files, example, rule);
  for (const fix of own.flatMap((finding) => finding.fixes)) {
    const files = applyFix(fix, before.file, before.files);
    const context = `${fix.title}:\n${changed(before.files, files)}`;
    const after = countByRule(files, example, rule);
    expect(after.get(rule.id) ?? 0, context).toBeLessThan(counts.get(rule.id) ?? 0);
    expect(
      [...after].filter(([id, count]) => count > (counts.get(id) ?? 0)).map(([id]) => id),
      context,
    ).toEqual([]);
  }
}

/** Findings in all files, errors and warnings. */
function countByRule(files: Files, example: Example, rule: Rule): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const analysis of lint(files, rule, versionOf(example)).values()) {
    for (const finding of analysis.findings) {
      if (isJudged(finding, rule, 'warning')) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
    }
  }
  return counts;
}

/** Fixes until there is nothing left to fix: the result is what the page shows. */
function checkFixed(before: ExampleFiles, example: Example, rule: Rule, page: Page): void {
  let { files } = before;
  for (let round = 0; round < 10; round++) {
    const { findings = [] } = lint(files, rule, versionOf(example)).get(before.file) ?? {};
    const fix = firstFix(findings.filter((finding) => finding.rule === rule.id));
    if (!fix) break;
    files = applyFix(fix, before.file, files);
  }
  const written = [...files]
    .filter(([path, text]) => before.files.get(path) !== text)
    .map(([file, text]) => ({ file, text: endedLine(text) }));
  if (update) replaceFixed(page, example, before.file, written);
  else expect(written).toEqual(example.fixed.map((fence) => shownFile(fence, before.file, rule)));
  const after = [...lint(files, rule, versionOf(example)).values()].flatMap((analysis) => analysis.findings);
  expect(after.filter((finding) => finding.rule === rule.id && finding.fixes.length > 0).map(line)).toEqual([]);
}

/** The file that a fence shows: the example's own, unless it names another. */
function shownFile(fence: Fence, file: string, rule: Rule): { readonly file: string; readonly text: string } {
  return { file: fence.attributes.has('file') ? filePath(fence, 0, rule.category) : file, text: fence.text };
}

function findingsOf({ files, file }: ExampleFiles, example: Example, rule: Rule): readonly Finding[] {
  const analysis = lint(files, rule, versionOf(example)).get(file);
  if (!analysis) throw new Error(`${file} was not analysed`);
  const { tool } = example.fence;
  if (tool) expect(analysis.script.tool).toBe(tool);
  return analysis.findings;
}

/** The rule's own findings, and those of others that are at least as severe as `floor`. */
function isJudged(finding: Finding, rule: Rule, floor: Finding['severity']): boolean {
  if (finding.rule === rule.id) return true;
  return !everywhere.includes(finding.rule) && severities.indexOf(finding.severity) <= severities.indexOf(floor);
}

function line(finding: Finding): string {
  return `${finding.rule}: ${finding.message}`;
}

/** Other rules that speak about the example, as its info string says: `also=a,b`. */
function alsoOf(example: Example): readonly string[] {
  return example.fence.attributes.get('also')?.split(',') ?? [];
}

function versionOf(example: Example): number {
  return Number(example.fence.attributes.get('version') ?? defaultPostgresVersion);
}

function endedLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

function changed(before: Files, after: Files): string {
  return [...after]
    .filter(([path, text]) => before.get(path) !== text)
    .map(([path, text]) => `${path}\n${text}`)
    .join('\n');
}

function replace(page: Page, start: number, end: number, text: string): void {
  replacements.set(page, [...(replacements.get(page) ?? []), { start, end, text }]);
}

/** Writes the fences that follow the example anew, one for each file that the fix changes or makes. */
function replaceFixed(
  page: Page,
  { fence, fixed }: Example,
  file: string,
  written: readonly { readonly file: string; readonly text: string }[],
): void {
  const flags = ['differs'].filter((flag) => fixed.some((one) => one.attributes.has(flag)));
  const fences = written.map((one) => {
    const name = dirname(one.file) === dirname(file) ? basename(one.file) : one.file;
    const words = [fence.language, fence.tool, 'fixed', ...flags, one.file === file ? undefined : `file=${name}`];
    return `\n\n\`\`\`${words.filter(Boolean).join(' ')}\n${one.text}\`\`\``;
  });
  replace(page, fence.end + closing, (fixed.at(-1)?.end ?? fence.end) + closing, fences.join(''));
}

function writeUpdates(): void {
  for (const [page, changes] of replacements) {
    let { text } = page;
    for (const change of changes.sort((a, b) => b.start - a.start)) {
      text = text.slice(0, change.start) + change.text + text.slice(change.end);
    }
    if (text !== page.text) writeFileSync(page.file, text);
  }
}
