import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealPostgres, startRealPostgres } from '../support/realPostgres.ts';
import { type Editor, startEditor, until } from './support/editor.ts';

const patienceMs = 60_000;

/** What the queries of the example read. A sequence is not rolled back: it tells whether the UPDATE ever ran. */
const warehouse = `
  CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, status text NOT NULL, total numeric NOT NULL,
    created_at timestamptz NOT NULL);
  CREATE TABLE order_items (order_id int NOT NULL, product_id int NOT NULL, quantity int NOT NULL,
    unit_price numeric NOT NULL);
  INSERT INTO products SELECT n, 'product ' || n FROM generate_series(1, 10) AS n;
  INSERT INTO orders SELECT n, n % 50, 'pending', n, timestamptz '2026-01-01 00:00+00' FROM generate_series(1, 200) AS n;
  INSERT INTO order_items SELECT n, n % 10 + 1, 1, 5 FROM generate_series(1, 200) AS n;
  CREATE SEQUENCE updates;
  CREATE FUNCTION count_update() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM nextval('updates'); RETURN NULL; END $$;
  CREATE TRIGGER count_update AFTER UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION count_update();
`;

let postgres: RealPostgres;
let editor: Editor;
beforeAll(async () => {
  postgres = await startRealPostgres();
  await postgres.createDatabase('warehouse', warehouse);
  editor = await startEditor({
    size: { width: 1500, height: 900 },
    // What ends the sleep must be the user, and not a timeout.
    settings: { 'databaseArchitect.connection.statementTimeoutMs': 600_000 },
    files: { 'queries/sleep.sql': 'SELECT pg_sleep(600);\n' },
  });
});
afterAll(async () => {
  await editor?.close();
  await postgres?.stop();
});

const lens = (text: string) => editor.page.locator('.codelens-decoration a', { hasText: text }).first();
const dialog = () => editor.page.locator('.monaco-dialog-box');
const answer = async (button: string): Promise<void> => {
  await dialog().locator('.monaco-button', { hasText: button }).click();
  await dialog().waitFor({ state: 'hidden' });
};
const summary = (text: RegExp) => editor.plan().locator('.summary', { hasText: text });
const stop = () => editor.page.locator('.editor-actions .codicon-debug-stop').first();

/** What became of the rows, and how often the UPDATE ran at all. */
const changes = async () => {
  const [row] = await postgres.run<{ shipped: number; runs: number }>(
    `SELECT (SELECT count(*)::int FROM orders WHERE status = 'shipped') AS shipped,
       (SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int FROM updates) AS runs`,
    'warehouse',
  );
  return row;
};

/** How many clients are asleep in the server. */
const sleepers = async (): Promise<number> => {
  const [row] = await postgres.run<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(600)%'
       AND pid <> pg_backend_pid()`,
  );
  return row?.count ?? 0;
};

/** How many clients the database has. */
const clients = async (): Promise<number> => {
  const [row] = await postgres.run<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity WHERE datname = 'warehouse'`,
  );
  return row?.count ?? 0;
};

/** Every file under a folder that holds one of the texts. */
async function filesHolding(folder: string, texts: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const held = await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file);
      return texts.some((text) => content.includes(text));
    }),
  );
  return files.filter((_, index) => held[index]);
}

describe('a saved connection to a PostgreSQL server', { timeout: 240_000 }, () => {
  it('is added by a URI, is in the tree and becomes the active one', async () => {
    await editor.command('Database Architect: Focus on Connections View');
    await editor.row('shop').waitFor();
    await editor.commandAsking('Database Architect: Add Connection…', [
      { pick: 'Connection URI' },
      { prompt: 'A password in it is moved to the secret storage', text: postgres.uri('warehouse') },
      { prompt: 'Name to show', text: 'warehouse' },
      { pick: 'development' },
    ]);
    await editor.page.locator('.statusbar-item', { hasText: 'warehouse' }).waitFor();
    await editor.row('warehouse').filter({ hasText: 'active · development · read-only' }).waitFor();
  });

  it('is connected by opening it in the tree', async () => {
    for (const name of ['warehouse', 'public', 'Tables']) await editor.expand(name);
    await editor.row('order_items').waitFor();
  });

  it('explains a query, and names the version of the server', async () => {
    const [server] = await postgres.run<{ server_version: string }>('SHOW server_version');
    await editor.open('queries/dashboard.sql');
    await until(summary(/Execution .*On warehouse/s), () => lens('Explain Analyze').click());
    expect(await summary(/On warehouse/).textContent()).toContain(`PostgreSQL ${server?.server_version}`);
    await editor.picture('connection-plan');
  });

  it('has its password in no file of the editor', async () => {
    const plain = [postgres.password, encodeURIComponent(postgres.password)];
    // The connection itself is found there, so a password in plain text would be.
    const settings = join(editor.dataFolder, 'data', 'User', 'settings.json');
    expect(await filesHolding(editor.dataFolder, ['"warehouse"'])).toContain(settings);
    expect(await filesHolding(editor.dataFolder, plain)).toEqual([]);
    expect(await filesHolding(editor.workspace, plain)).toEqual([]);
  });

  it('is disconnected, and stays so although it was open in the tree', async () => {
    await editor.row('Tables').waitFor();
    await expect.poll(clients, { timeout: patienceMs }).toBeGreaterThan(0);
    await editor.commandAsking('Database Architect: Disconnect', [{ pick: 'warehouse' }]);
    await editor.row('Tables').waitFor({ state: 'detached' });
    await editor.row('warehouse').and(editor.page.locator('[aria-expanded="false"]')).waitFor();
    await expect.poll(clients, { timeout: patienceMs }).toBe(0);
  });

  it('is read-only at first: a data change is refused, with an offer', async () => {
    await editor.open('queries/month_end.sql');
    await until(dialog(), () => lens('rolls back').click());
    expect(await dialog().textContent()).toContain('"warehouse" is read-only');
    await answer('Cancel');
    await stop().waitFor({ state: 'hidden' });
    expect(await changes()).toEqual({ shipped: 0, runs: 0 });
  });

  it('runs a data change once that is allowed and agreed to, and rolls it back', async () => {
    await until(dialog(), () => lens('rolls back').click());
    await answer('Allow Data Changes');
    await editor.row('warehouse').filter({ hasText: 'development' }).filter({ hasNotText: 'read-only' }).waitFor();
    await until(dialog(), () => lens('rolls back').click());
    expect(await dialog().textContent()).toContain('roll it back?');
    await answer('Run and Roll Back');
    await editor.plan().locator('.badge', { hasText: 'Rolled back' }).waitFor();
    expect(await changes()).toEqual({ shipped: 0, runs: 1 });
  });

  it('is still of use after a query on it was stopped', async () => {
    await editor.open('queries/sleep.sql');
    await until(stop(), () => lens('Explain Analyze').click());
    await expect.poll(sleepers, { timeout: patienceMs }).toBe(1);
    await stop().click();
    await expect.poll(sleepers, { timeout: patienceMs }).toBe(0);
    await stop().waitFor({ state: 'hidden' });
    await editor.open('queries/month_end.sql');
    const scan = editor.plan().locator('.node .label', { hasText: 'order_items' }).first();
    await until(scan, () => lens('Explain Analyze').click());
    expect(await editor.page.locator('.notification-list-item .codicon-error').count()).toBe(0);
  });

  it('stops a query from its notification', async () => {
    await editor.open('queries/sleep.sql');
    await until(stop(), () => lens('Explain Analyze').click());
    await expect.poll(sleepers, { timeout: patienceMs }).toBe(1);
    const progress = editor.page.locator('.notification-list-item', { hasText: 'running on "warehouse"' });
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(sleepers, { timeout: patienceMs }).toBe(0);
    await stop().waitFor({ state: 'hidden' });
    await progress.waitFor({ state: 'detached' });
    expect(await editor.page.locator('.notification-list-item .codicon-error').count()).toBe(0);
    await editor.open('queries/month_end.sql');
  });

  it('runs no data change in the role production, whatever was allowed before', async () => {
    await editor.commandAsking('Database Architect: Edit Connection…', [
      { pick: 'warehouse' },
      { prompt: 'Host' },
      { prompt: 'Port' },
      { prompt: 'Database' },
      { prompt: 'User' },
      { prompt: 'Name to show' },
      { pick: 'production' },
      { prompt: 'empty keeps the stored one' },
    ]);
    await editor.row('warehouse').filter({ hasText: 'active · production' }).waitFor();
    await editor.page.locator('.statusbar-item.has-background-color', { hasText: 'warehouse' }).waitFor();
    await until(dialog(), () => lens('rolls back').click());
    expect(await dialog().textContent()).toContain('"warehouse" is a production connection: it is not run');
    await editor.picture('connection-production');
    await answer('Explain without Running');
    await editor
      .plan()
      .locator('.node .label', { hasText: /Update on .*orders/ })
      .first()
      .waitFor();
    expect(await editor.plan().locator('.badge', { hasText: 'Rolled back' }).count()).toBe(0);
    expect(await changes()).toEqual({ shipped: 0, runs: 1 });
  });

  it('is removed with its entry in the settings', async () => {
    // Open in the tree: what is shown must not connect again.
    await editor.expand('warehouse');
    await editor.row('public').waitFor();
    await editor.commandAsking('Database Architect: Remove Connection…', [{ pick: 'warehouse' }]);
    expect(await dialog().textContent()).toContain('Remove the connection "warehouse" and its stored password?');
    await answer('Remove');
    await editor.row('warehouse').waitFor({ state: 'detached' });
    await editor.page.locator('.statusbar-item', { hasText: 'shop' }).first().waitFor();
    const settings = join(editor.dataFolder, 'data', 'User', 'settings.json');
    await expect.poll(() => readFile(settings, 'utf8'), { timeout: patienceMs }).not.toContain('warehouse');
  });
});
