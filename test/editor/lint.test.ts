import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor } from './support/editor.ts';

const created = 'migrations/0025_created.sql';
const written = 'migrations/0026_written.sql';
const ignored = 'migrations/0027_ignored.sql';
const flyway = 'flyway/V2__note.sql';
const configuration = 'legacy/.dbarch.jsonc';
const unsafe = 'CREATE INDEX orders_total_idx ON orders (total);';

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor({
    files: {
      [created]: `${unsafe}\n`,
      [written]: '',
      [ignored]: `${unsafe}\n`,
      [configuration]: '{ "rules": { "no-such-rule": "off" }, "targetVersion": "new" }\n',
      'flyway/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);\n',
      [flyway]: `ALTER TABLE orders ADD COLUMN note text;\nCREATE INDEX orders_customer_id_idx ON orders (customer_id);\n`,
    },
    settings: { 'editor.quickSuggestions': false, 'editor.autoClosingBrackets': 'never' },
  });
});
afterAll(() => editor.close());

describe('findings in the editor', { timeout: 240_000 }, () => {
  it('underlines what is unsafe while it is typed', async () => {
    const { page } = editor;
    await editor.open(written);
    await page.locator('.editor-group-container.active .view-lines').click();
    await page.keyboard.type(unsafe);
    await page.locator('.editor-group-container.active .squiggly-warning').first().waitFor();
    await page.locator('.tab.active [class*="monaco-icon-label"]').first().waitFor();
    expect(await page.locator('.editor-group-container.active .squiggly-warning').count()).toBeGreaterThan(0);
  });

  it('says why in a hover', async () => {
    const { page } = editor;
    await page.locator('.editor-group-container.active .view-line span', { hasText: 'CREATE' }).last().hover();
    const hover = page.locator('.monaco-hover:visible').first();
    await hover.getByText('create-index-without-concurrently').first().waitFor();
    await editor.picture('lint-hover');
    await page.keyboard.press('Escape');
  });

  it('rewrites the migration by the light bulb', async () => {
    await editor.open(created);
    await editor.takeAction('Build the index concurrently');
    const text = await editor.saved(created, (saved) => saved.includes('CONCURRENTLY'));
    expect(text).toBe('CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);\n');
  });

  it('ignores a rule for one statement, with a comment', async () => {
    await editor.open(written);
    await editor.takeAction("Ignore 'create-index-without-concurrently' for this statement");
    const text = await editor.saved(written, (saved) => saved.includes('dbarch-ignore'));
    expect(text).toMatch(/^-- dbarch-ignore create-index-without-concurrently.*\n/);
    expect(text).toContain(unsafe);
  });

  it('ignores a rule for a file, with a comment, by the keyboard alone', async () => {
    await editor.open(ignored);
    await editor.takeAction("Ignore 'create-index-without-concurrently' for this file");
    const text = await editor.saved(ignored, (saved) => saved.includes('dbarch-ignore-file'));
    expect(text).toBe(`-- dbarch-ignore-file create-index-without-concurrently\n${unsafe}\n`);
    await editor.squiggles('warning').first().waitFor({ state: 'detached' });
  });

  it('shows the locks of a statement', async () => {
    await editor.open('migrations/0012_unique_public_id.sql');
    const hover = await editor.hover('ALTER');
    await hover.getByText('reads and writes wait while it builds an index').waitFor();
    expect(await hover.textContent()).toContain('ACCESS EXCLUSIVE lock on orders');
  });

  it('shows a table as the migrations before left it', async () => {
    const hover = await editor.hover(' orders ');
    await hover.getByText('orders_status_idx').first().waitFor();
    expect(await hover.textContent()).toMatch(/customer_id bigint NOT NULL.*public_id uuid/s);
    await editor.picture('lint-hover-table');
  });

  it('writes a further migration where a tool runs the whole file in a transaction', async () => {
    await editor.open(flyway);
    await editor.takeAction('Build the index concurrently');
    const text = await editor.saved(flyway, (saved) => !saved.includes('CREATE INDEX'));
    expect(text).toBe('ALTER TABLE orders ADD COLUMN note text;\n');
    const next = join(editor.workspace, 'flyway', 'V3__create_index_orders_customer_id_idx_on_orders.sql');
    await editor.command('File: Save All Files');
    await expect
      .poll(() => readFile(next, 'utf8'), { timeout: 60_000 })
      .toBe('CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);\n');
    expect(await readFile(`${next}.conf`, 'utf8')).toBe('executeInTransaction=false\n');
  });

  it('says what is wrong with a configuration file', async () => {
    await editor.open(configuration);
    await editor.squiggles('error').or(editor.squiggles('warning')).first().waitFor();
    const hover = await editor.hover('no-such-rule');
    await hover.getByText('database-architect').first().waitFor();
    expect(await hover.textContent()).toContain('no-such-rule');
  });

  it('says in the status bar how many rules are on, and by which file', async () => {
    const status = editor.page.locator('[id="status.languageStatus"]');
    expect(await status.getAttribute('aria-label')).toMatch(/\d+ rules, \.dbarch\.jsonc/);
  });

  it('lists the findings of files that are not open', async () => {
    await editor.command('Database Architect: Lint Workspace Migrations');
    const problems = editor.page.locator('.markers-panel .monaco-list-row');
    await problems.first().waitFor();
    expect(await problems.count()).toBeGreaterThan(5);
    await editor.picture('lint-workspace');
    // Only the rows in sight are drawn.
    await editor.page.getByPlaceholder('Filter (e.g. text').fill('add-check-without-not-valid');
    await problems.filter({ hasText: '0010_check_status.sql' }).waitFor();
    const rule = problems.locator('a', { hasText: 'add-check-without-not-valid' });
    expect(await rule.getAttribute('href')).toMatch(/^https:.*\/docs\/rules\/add-check-without-not-valid\.md$/);
  });

  it('tells how long activation took', async () => {
    const { page } = editor;
    await editor.command('Developer: Show Running Extensions');
    const row = page.locator('.extension', { hasText: 'Database Architect' }).first();
    await row.locator('.activation-time').waitFor();
    const text = await row.locator('.activation-time').textContent();
    const ms = Number(/(\d+)\s*ms/.exec(text ?? '')?.[1]);
    console.log(`activation: ${text}`);
    expect(ms).toBeGreaterThan(0);
  });
});
