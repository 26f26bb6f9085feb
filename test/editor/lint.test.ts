import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor, until } from './support/editor.ts';

const created = 'migrations/0025_created.sql';
const written = 'migrations/0026_written.sql';
const unsafe = 'CREATE INDEX orders_total_idx ON orders (total);';

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor({
    files: { [created]: `${unsafe}\n`, [written]: '' },
    settings: { 'editor.quickSuggestions': false, 'editor.autoClosingBrackets': 'never' },
  });
});
afterAll(() => editor.close());

/** Opens the light bulb at the first warning of the active editor and takes the action with this title. */
async function take(action: string): Promise<void> {
  const { page } = editor;
  await page.locator('.editor-group-container.active .squiggly-warning').first().waitFor();
  const widget = page.locator('.action-widget');
  await until(widget.locator('.monaco-list-row', { hasText: action }), async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+.');
  });
  await editor.picture(`lint-${action.replace(/\W+/g, '-').toLowerCase()}`);
  const focused = widget.locator('.monaco-list-row.focused', { hasText: action });
  for (let step = 0; step < 20 && !(await focused.isVisible()); step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await widget.waitFor({ state: 'hidden' });
}

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
    await take('Build the index concurrently');
    const text = await editor.saved(created, (saved) => saved.includes('CONCURRENTLY'));
    expect(text).toBe('CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);\n');
  });

  it('ignores a rule for one statement, with a comment', async () => {
    await editor.open(written);
    await take("Ignore 'create-index-without-concurrently' for this statement");
    const text = await editor.saved(written, (saved) => saved.includes('dbarch-ignore'));
    expect(text).toMatch(/^-- dbarch-ignore create-index-without-concurrently.*\n/);
    expect(text).toContain(unsafe);
  });

  it('says in the status bar how many rules are on, and by which file', async () => {
    const status = editor.page.locator('[id="status.languageStatus"]');
    expect(await status.getAttribute('aria-label')).toMatch(/\d+ rules, \.dbarch\.jsonc/);
  });

  it('lists the findings of files that are not open', async () => {
    await editor.command('Database Architect: Lint Workspace Migrations');
    const problems = editor.page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: '0012_unique_public_id.sql' }).first().waitFor();
    expect(await problems.count()).toBeGreaterThan(5);
    await editor.picture('lint-workspace');
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
