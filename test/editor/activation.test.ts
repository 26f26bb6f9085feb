import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor } from './support/editor.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor({
    files: {
      'other/src/index.ts': 'export const migrations = 1;\n',
      'other/src/migrations/20240101000000-users.js': 'module.exports = {};\n',
      'other/alembic/versions/0f3a_users.py': 'def upgrade(): pass\n',
      'typeorm/src/database/migrations/postgres/1693891895163-Init.ts': 'export class Init1693891895163 {}\n',
      'typeorm/src/index.ts': 'export const answer = 42;\n',
      'django/store/migrations/0001_initial.py': 'class Migration: pass\n',
      'django/store/views.py': 'answer = 42\n',
    },
  });
});
afterAll(() => editor?.close());

const running = () => editor.page.locator('.extension', { hasText: 'Database Architect' });

/** Opens the folder and a file of it that is no migration, and the list of the extensions that run. */
async function visit(folder: string, file: string): Promise<void> {
  await editor.openFolder(folder);
  await editor.open(file);
  await editor.command('Developer: Show Running Extensions');
  await editor.page.locator('.extension .activation-time').first().waitFor();
}

describe('the extension is active', { timeout: 240_000 }, () => {
  it('in a folder with migrations of TypeORM, however deep', async () => {
    await visit('typeorm', 'src/index.ts');
    await running().locator('.activation-time').waitFor();
  });

  it('in a folder with migrations of Django', async () => {
    await visit('django', 'store/views.py');
    await running().locator('.activation-time').waitFor();
  });

  it('and not in a folder with code of other kinds', async () => {
    await visit('other', 'src/index.ts');
    await editor.page.locator('.extension', { hasText: 'TypeScript' }).locator('.activation-time').first().waitFor();
    expect(await running().count()).toBe(0);
  });
});
