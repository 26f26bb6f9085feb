import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor } from './support/editor.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor({
    settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
  });
});
afterAll(() => editor.close());

describe('a workspace that is not trusted', { timeout: 240_000 }, () => {
  it('is analysed', async () => {
    await editor.open('migrations/0005_index_orders_status.sql');
    await editor.page.locator('.squiggly-warning').first().waitFor();
    expect(await editor.page.locator('.squiggly-warning').count()).toBeGreaterThan(0);
  });

  it('has no connection and says so', async () => {
    await editor.command('Database Architect: Focus on Connections View');
    const welcome = editor.page.locator('.welcome-view-content:visible').first();
    await welcome.waitFor();
    expect(await welcome.textContent()).toContain('not trusted');
    expect(await editor.page.locator('.pane-body .monaco-list-row').count()).toBe(0);
    await editor.picture('untrusted');
  });

  it('offers nothing that runs', async () => {
    await editor.open('queries/dashboard.sql');
    await editor.page.locator('.squiggly-info, .squiggly-warning').first().waitFor();
    expect(await editor.page.locator('.codelens-decoration a', { hasText: 'Explain' }).count()).toBe(0);
  });
});
