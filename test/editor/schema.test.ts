import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealPostgres, startRealPostgres } from '../support/realPostgres.ts';
import { type Editor, startEditor, until } from './support/editor.ts';

const patienceMs = 60_000;
/** More tables than the tree shows at once. */
const tables = 1100;

let postgres: RealPostgres;
let editor: Editor;
beforeAll(async () => {
  postgres = await startRealPostgres();
  await postgres.createDatabase(
    'wide',
    `DO $$ BEGIN FOR n IN 1..${tables} LOOP EXECUTE format('CREATE TABLE t%s (id int)', lpad(n::text, 4, '0')); END LOOP; END $$`,
  );
  await postgres.run("CREATE TYPE mood AS ENUM ('sad', 'happy')", 'wide');
  const { host, port, user } = postgres;
  const connection = {
    id: 'wide',
    name: 'wide',
    role: 'staging',
    host,
    port,
    database: 'wide',
    user,
    sslMode: 'disable',
  };
  const unreachable = { ...connection, id: 'nowhere', name: 'nowhere', port: 1 };
  editor = await startEditor({
    settings: {
      'databaseArchitect.connections': [connection, unreachable],
      'databaseArchitect.embedded.enable': false,
    },
  });
  await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await editor.command('Database Architect: Focus on Connections View');
});
afterAll(async () => {
  await editor?.close();
  await postgres?.stop();
});

const rows = () => editor.page.locator('.pane-body .monaco-list-row');
const pasted = () => editor.page.evaluate('navigator.clipboard.readText()');
const passwordPrompt = () => editor.page.locator('.quick-input-widget:visible', { hasText: 'Password for wide' });

describe('the schema of a server in the tree', { timeout: 240_000 }, () => {
  it('says once why there is no connection, and asks for nothing more', async () => {
    await editor.expand('nowhere');
    await rows().filter({ hasText: 'nobody listens there' }).waitFor();
    await editor.expand('wide');
    await passwordPrompt().waitFor();
    expect(await passwordPrompt().textContent()).toContain('it wants a password and none is known');
    await editor.page.keyboard.press('Escape');
    await rows().filter({ hasText: 'Not connected' }).waitFor();
    // The view is drawn anew after each change of a connection: that must not be a reason to connect.
    await editor.commandAsking('Database Architect: Select Active Connection…', [{ pick: 'wide' }]);
    await editor.row('wide').filter({ hasText: 'active' }).waitFor();
    expect(await passwordPrompt().count()).toBe(0);
    await editor.picture('schema-not-connected');
  });

  it('connects on retry, with the password that is then given', async () => {
    const failed = rows().filter({ hasText: 'Not connected' });
    await until(passwordPrompt(), async () => {
      await failed.hover();
      await failed.getByRole('button', { name: 'Retry' }).click();
    });
    await editor.page.keyboard.type(postgres.password);
    await editor.page.keyboard.press('Enter');
    await editor.row('public').waitFor();
    expect(await failed.count()).toBe(0);
  });

  it('shows a part of a large schema, and more on demand', async () => {
    for (const name of ['public', 'Tables']) await editor.expand(name);
    await editor.row('t0001').waitFor();
    await editor.page.keyboard.press('End');
    for (const first of ['t0501', 't1001']) {
      await rows().filter({ hasText: 'Load More…' }).click();
      await editor.row(first).and(editor.page.locator('.focused')).waitFor();
      await editor.page.keyboard.press('End');
    }
    await editor.row(`t${tables}`).waitFor();
    expect(await rows().filter({ hasText: 'Load More…' }).count()).toBe(0);
  });

  it('filters by name', async () => {
    await editor.commandAsking('Database Architect: Filter Schema…', [{ prompt: '', text: 'T104' }]);
    await editor.row('t1040').waitFor();
    await editor.row('t1049').waitFor();
    expect(await editor.row('t0001').count()).toBe(0);
    await editor.page.locator('.pane-body .message', { hasText: 'Names that contain "T104"' }).waitFor();
    await editor.picture('schema-filter');
  });

  it('copies the name and the qualified name', async () => {
    await editor.menu('t1040', 'Copy Name');
    await expect.poll(pasted, { timeout: patienceMs }).toBe('t1040');
    await editor.menu('t1040', 'Copy Qualified Name');
    await expect.poll(pasted, { timeout: patienceMs }).toBe('public.t1040');
  });

  it('writes the statement that creates a table', async () => {
    await editor.menu('t1040', 'Script as CREATE');
    await editor.page.locator('.editor-group-container.active .view-line', { hasText: 'CREATE TABLE' }).waitFor();
    const lines = await editor.page.locator('.editor-group-container.active .view-line').allTextContents();
    expect(lines.join('\n').replaceAll('\u00a0', ' ')).toContain('CREATE TABLE public.t1040 (\n    id integer\n);');
  });

  it('says that no migration here creates a table', async () => {
    await editor.menu('t1040', 'Reveal in Migration');
    await editor.page
      .locator('.notification-list-item', { hasText: 'No migration of this workspace creates public.t1040' })
      .waitFor();
  });

  it('shows all again without the filter', async () => {
    await editor.command('Database Architect: Clear Schema Filter');
    await editor.row('t0001').waitFor();
    expect(await editor.page.locator('.pane-body .message', { hasText: 'Names that contain' }).count()).toBe(0);
  });

  it('tells what went wrong where the server went away, and goes on once it is back', async () => {
    await postgres.kill();
    await editor.commandAsking('Database Architect: Filter Schema…', [{ prompt: '', text: 'mood' }]);
    const failed = rows()
      .filter({ has: editor.page.locator('.codicon-error') })
      .filter({ hasText: String(postgres.port) });
    await failed.waitFor();
    await postgres.restart();
    await until(editor.row('public'), async () => {
      if (!(await failed.isVisible())) return;
      await failed.hover();
      await failed.getByRole('button', { name: 'Retry' }).click();
    });
  });
});
