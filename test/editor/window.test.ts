import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, ready, startEditor, until } from './support/editor.ts';

const patienceMs = 60_000;

describe('a window without a folder', { timeout: 240_000 }, () => {
  let editor: Editor;
  beforeAll(async () => {
    editor = await startEditor({ emptyWindow: true });
  });
  afterAll(() => editor?.close());

  const step = (title: string) => editor.page.locator('.getting-started-step', { hasText: title });
  const input = () => editor.page.locator('.quick-input-widget:visible input');

  /** A walkthrough that is still being built takes the focus back, and the input closes: then another click. */
  async function proposes(button: Locator, text: string): Promise<void> {
    const entered = async (): Promise<string> => {
      if (await input().isHidden()) await button.click();
      return input().inputValue({ timeout: 1000 });
    };
    await expect.poll(() => entered().catch(() => ''), { timeout: patienceMs }).toBe(text);
    await editor.page.keyboard.press('Escape');
  }

  it('says in the view what to begin with', async () => {
    await editor.command('Database Architect: Focus on Connections View');
    const welcome = editor.page.locator('.welcome-view-content:visible').first();
    for (const name of ['Open Folder', 'Open Example Workspace', 'Add Connection']) {
      await welcome.getByRole('button', { name }).waitFor();
    }
    await editor.picture('window-welcome');
  });

  it('asks how to connect from there', async () => {
    const welcome = editor.page.locator('.welcome-view-content:visible').first();
    await until(input(), () => welcome.getByRole('button', { name: 'Add Connection' }).click());
    await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Connection URI' }).waitFor();
    await editor.page.keyboard.press('Escape');
    await input().waitFor({ state: 'hidden' });
  });

  it('has a walkthrough whose buttons do what they say', async () => {
    const { page } = editor;
    await editor.commandAsking('Welcome: Open Walkthrough...', [{ pick: 'Get Started with Database Architect' }]);
    await step('See what a migration would do').waitFor();
    await editor.picture('window-walkthrough');
    await proposes(step('See what a').getByRole('button', { name: 'Open a Migration' }), 'migrations/');
    await step('Explain a query').click();
    await proposes(step('Explain a query').getByRole('button', { name: 'Open a Query' }), 'queries/');
    await step('Look at the schema').click();
    await until(input(), () => step('Look at the schema').getByRole('button', { name: 'Add Connection' }).click());
    await page.keyboard.press('Escape');
    await step('Make it safe').click();
    const lint = step('Make it safe').getByRole('button', { name: 'Lint Workspace Migrations' });
    await until(page.locator('.notification-list-item', { hasText: 'Open a folder first' }), () => lint.click());
  });

  it('opens a copy of the example, with its findings', async () => {
    const { page } = editor;
    await editor.command('Database Architect: Open Example Workspace');
    await page.waitForURL(/folder=.*shop/, { waitUntil: 'commit' });
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'queries' }).waitFor();
    await ready(page);
    await editor.open('migrations/0005_index_orders_status.sql');
    await editor.squiggles('warning').first().waitFor();
  });
});

describe('a window with a folder', { timeout: 240_000 }, () => {
  let editor: Editor;
  beforeAll(async () => {
    editor = await startEditor();
  });
  afterAll(() => editor?.close());

  it('opens the example in a window of its own', async () => {
    const opened = new Promise<Page>((resolve) => editor.page.context().once('page', resolve));
    await editor.command('Database Architect: Open Example Workspace');
    const other = await opened;
    await other.waitForURL(/folder=.*shop/);
    await other.close();
  });

  it('creates a configuration file, and opens the one that is there', async () => {
    const file = join(editor.workspace, '.dbarch.jsonc');
    const before = await readFile(file, 'utf8');
    await editor.command('Database Architect: Create Configuration File');
    await editor.page.locator('.tab.active', { hasText: '.dbarch.jsonc' }).waitFor();
    expect(await readFile(file, 'utf8')).toBe(before);
    await editor.page.keyboard.press('Control+W');
    await rm(file);
    await editor.command('Database Architect: Create Configuration File');
    await editor.page.locator('.editor-group-container.active .view-line', { hasText: '"preset"' }).waitFor();
    await expect.poll(() => readFile(file, 'utf8'), { timeout: patienceMs }).toContain('"preset": "recommended"');
    expect(await editor.squiggles('error').or(editor.squiggles('warning')).count()).toBe(0);
  });
});
