import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules/registry.ts';
import { parsePage, readPages } from './support/page.ts';

const root = join(import.meta.dirname, '../..');
const rulesFolder = join(root, 'server/src/rules');
const categories = ['migration', 'query', 'schema', 'syntax'];
const sections = ['## What it reports', '## Why it matters', '## What to do', '## When to ignore it'];

function names(folder: string, extension: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension) && !name.endsWith('.test.ts'))
    .map((name) => basename(name, extension));
}

describe('every rule is one file, one page, one entry', () => {
  for (const category of categories) {
    const ids = rules.filter((rule) => rule.category === category).map((rule) => rule.id);
    it(`${category}: files`, () => expect(names(join(rulesFolder, category), '.ts').sort()).toEqual([...ids].sort()));
    it(`${category}: pages`, () => expect(names(join(rulesFolder, category), '.md').sort()).toEqual([...ids].sort()));
  }
  it('docs', () =>
    expect(names(join(root, 'docs/rules'), '.md').sort()).toEqual(['README', ...rules.map((rule) => rule.id)].sort()));
  it('ids are unique', () => expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length));
  it('what is generated is fresh', () => {
    execFileSync(process.execPath, [join(root, 'scripts/generateRules.mjs'), '--check'], { stdio: 'pipe' });
  });
});

describe('every rule', () => {
  for (const rule of rules) {
    it(rule.id, () => {
      const lines = readFileSync(join(rulesFolder, rule.category, `${rule.id}.ts`), 'utf8').split('\n');
      expect(lines.length, 'lines').toBeLessThanOrEqual(200);
      expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(rule.title, 'a title is a line of a list').toMatch(/^\S.{0,99}[^.\s]$/);
      expect(rule.dialects.length).toBeGreaterThan(0);
      const listens = [rule.operations, rule.statement, rule.query, rule.table, rule.end].filter(Boolean);
      expect(listens.length > 0 || rule.category === 'syntax', 'listens to something').toBe(true);
    });
  }
});

describe('every page', () => {
  for (const page of readPages()) {
    it(page.id, () => {
      expect(page.headings.slice(0, 5)).toEqual([`# ${page.id}`, ...sections]);
      expect(page.examples.some((example) => example.role === 'bad')).toBe(true);
      expect(page.examples.some((example) => example.role === 'good')).toBe(true);
      expect(
        page.idle.map((fence) => fence.line),
        'fences that assert nothing',
      ).toEqual([]);
      for (const [index, section] of sections.entries())
        expect(proseUnder(page.text, section), sections[index]).toBe(true);
    });
  }
});

function proseUnder(text: string, section: string): boolean {
  const after = text.slice(text.indexOf(section) + section.length).trimStart();
  return /^[^#`\s]/.test(after) || /^`[^`]/.test(after);
}

describe('npm run new-rule', () => {
  const folder = mkdtempSync(join(tmpdir(), 'new-rule-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (name: string) => spawnSync(process.execPath, [join(root, 'scripts/newRule.mjs'), name, folder]);

  it('writes a rule and a page that lack nothing but their content', () => {
    expect(run('schema/prefer-something').status).toBe(0);
    const rule = readFileSync(join(folder, 'schema/prefer-something.ts'), 'utf8');
    expect(rule).toContain("id: 'prefer-something'");
    const page = parsePage(readFileSync(join(folder, 'schema/prefer-something.md'), 'utf8'));
    expect(page.headings).toEqual(['# prefer-something', ...sections]);
    expect(page.examples.map((example) => example.role)).toEqual(['bad', 'good']);
  });
  it('does not overwrite', () => expect(run('schema/prefer-something').status).toBe(2));
  it('refuses other names', () => {
    expect(run('other/prefer-something').status).toBe(2);
    expect(run('schema/preferSomething').status).toBe(2);
  });
});
