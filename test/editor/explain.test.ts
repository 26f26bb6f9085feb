import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor, until } from './support/editor.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor({ size: { width: 1500, height: 900 } });
});
afterAll(() => editor.close());

const lens = (text: string) => editor.page.locator('.codelens-decoration a', { hasText: text });

describe('explain on the embedded database, without set-up', { timeout: 240_000 }, () => {
  it('has its code lenses where the focus leaves the editor at once', async () => {
    const { page } = editor;
    await editor.open('queries/month_end.sql');
    await page.keyboard.press('F1');
    await lens('Explain Analyze').first().waitFor();
    // Another file, with the server up.
    await page.keyboard.press('Escape');
    await editor.open('queries/dashboard.sql');
    await page.keyboard.press('F1');
    await lens('Explain Analyze').first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('runs a query from its code lens and shows the plan', async () => {
    await editor.open('queries/month_end.sql');
    const begun = editor.page.locator('.editor-actions .codicon-debug-stop, iframe.webview.ready').first();
    await until(begun, () => lens('Explain Analyze').first().click());
    const plan = editor.plan();
    await plan.locator('.node').first().waitFor();
    const nodes = await plan.locator('.node .label').allTextContents();
    expect(nodes[0]).toBe('Limit');
    expect(nodes.join('\n')).toMatch(/order_items/);
    expect(await plan.locator('.summary').textContent()).toMatch(/Execution [\d.,]+ m?s.*On shop, PostgreSQL \d+/s);
    await editor.picture('explain-tree');
  });

  it('shows the details of a node by the keyboard', async () => {
    const plan = editor.plan();
    await plan.locator('.node').first().press('ArrowDown');
    await plan.locator('.node:focus').press('Enter');
    await plan.locator('.details:visible').first().waitFor();
    expect(await plan.locator('.details:visible').first().textContent()).toContain('Cost');
    // A tree grid holds rows alone, and the row is described by its details once they are shown.
    const grid = plan.getByRole('treegrid', { name: 'Plan' });
    expect(await grid.locator('> :not([role="row"])').count()).toBe(0);
    const described = await plan.locator('.node:focus').getAttribute('aria-describedby');
    expect(await plan.locator(`[id="${described}"]:visible`).count()).toBe(1);
    expect(await plan.locator('.node[aria-describedby]').count()).toBe(1);
    await plan.locator('.node').first().press('ArrowLeft');
    expect(await plan.locator('.node:visible').count()).toBe(1);
    await plan.locator('.node').first().press('ArrowRight');
    expect(await plan.locator('.node:visible').count()).toBeGreaterThan(3);
  });

  it('shows the same plan as text and as a document', async () => {
    const plan = editor.plan();
    await plan.getByRole('tab', { name: 'Text' }).click();
    expect(await plan.locator('pre').textContent()).toMatch(/^Limit {2}\(cost=.*\n {2}(->|Buffers)/);
    await plan.getByRole('button', { name: 'Open as Document' }).click();
    await editor.page.locator('.tab.active', { hasText: 'plan.txt' }).waitFor();
    await editor.page.keyboard.press('Control+W');
  });

  it('asks before it runs a data change, and rolls it back', async () => {
    const { page } = editor;
    const dialog = page.locator('.monaco-dialog-box');
    await until(dialog, () => lens('rolls back').first().click());
    expect(await dialog.textContent()).toMatch(/UPDATE orders.*Locks are held until the rollback/s);
    await editor.picture('explain-question');
    await dialog.getByText('Run and Roll Back').click();
    await editor.plan().locator('.badge', { hasText: 'Rolled back' }).waitFor();
    expect(await editor.plan().locator('.node .label').first().textContent()).toMatch(/Update on .*orders/);
  });

  it('has the schema in a tree, down to a column', async () => {
    await editor.command('Database Architect: Focus on Connections View');
    for (const name of ['shop', 'public', 'Tables', 'orders', 'Columns']) await editor.expand(name);
    const column = editor.row('customer_id');
    await column.waitFor();
    expect(await column.textContent()).toContain('bigint');
    await editor.picture('schema-tree');
  });

  it('reveals the migration that created a table', async () => {
    const { page } = editor;
    await editor.menu('orders', 'Reveal in Migration');
    await page.locator('.tab.active', { hasText: '0003_create_orders.sql' }).waitFor();
  });

  it('selects the first rows of a table', async () => {
    const { page } = editor;
    await editor.menu('products', 'Select Top 100 Rows');
    await page.locator('.tab.active', { hasText: 'public.products.txt' }).waitFor();
    await page.locator('.editor-group-container.active .view-line', { hasText: 'sku' }).first().waitFor();
    await editor.picture('select-top');
  });

  it('names what stands out in a plan, and leads there', async () => {
    await editor.open('queries/dashboard.sql');
    const finding = editor.plan().getByRole('button', { name: /Seq Scan on orders o read [\d,]+ rows to keep/ });
    await until(finding, () => lens('Explain Analyze').first().click());
    await finding.click();
    const node = editor.plan().locator('.node:focus');
    expect(await node.locator('.label').textContent()).toBe('Seq Scan on orders o');
    await editor.plan().locator('.details:visible', { hasText: 'Rows Removed by Filter' }).waitFor();
  });
});
