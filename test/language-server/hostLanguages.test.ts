import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClient, type TestClient } from './support/languageClient.ts';

const rule = 'create-index-without-concurrently';

const typeorm = `import { MigrationInterface, QueryRunner } from 'typeorm';

export class AddIndex1700000000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`CREATE INDEX "orders_total_idx" ON "orders" ("total")\`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`DROP INDEX "orders_total_idx"\`);
  }
}
`;

const django = `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["total"], name="orders_total_idx"),
        ),
    ]
`;

let client: TestClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

async function ignoreForStatement(path: string, at: string): Promise<string> {
  const actions = await client.actions(path, at);
  const [ignore] = actions.filter((action) => action.title === `Ignore '${rule}' for this statement`);
  return client.edited(path, ignore?.edit);
}

describe.each([
  { title: 'TypeORM', path: 'src/migrations/1700000000000-AddIndex.ts', text: typeorm, at: 'CREATE INDEX', sign: '//' },
  { title: 'Django', path: 'shop/migrations/0002_index.py', text: django, at: 'AddIndex', sign: '#' },
])('$title', ({ path, text, at, sign }) => {
  it('is reported in the language of the file', async () => {
    await client.open(path, text);
    expect(await client.rules(path)).toContain(rule);
  });

  it('is ignored with the comment sign of the language', async () => {
    const ignored = await ignoreForStatement(path, at);
    expect(ignored).toContain(`${sign} dbarch-ignore ${rule}\n`);
    const copy = path.replace(/(\.\w+)$/, '_ignored$1');
    await client.open(copy, ignored);
    expect(await client.rules(copy)).not.toContain(rule);
    expect(await client.rules(copy)).not.toContain('unused-ignore');
  });

  it('is fixed in the language of the file', async () => {
    const actions = await client.actions(path, at);
    const fixes = actions.filter((action) => action.edit && !/^(Ignore|Show|Fix all)/.test(action.title));
    expect(fixes.length).toBeGreaterThan(0);
    const fixed = path.replace(/(\.\w+)$/, '_fixed$1');
    await client.open(fixed, client.edited(path, fixes[0]?.edit));
    expect(await client.rules(fixed)).not.toContain(rule);
  });

  it('half-typed does not disturb the server', async () => {
    await client.replace(path, at, 'x(`');
    await client.rules(path);
    await client.replace(path, 'x(`', at);
    expect(await client.rules(path)).toContain(rule);
  });
});
