import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor } from './support/editor.ts';

const django = 'store/migrations/0002_order_number.py';
const typeorm = 'src/migrations/1760000000002-OrderNumber.ts';
const sql = 'migrations/0025_index_orders_total.sql';

const files = {
  'store/migrations/0001_initial.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("number", models.CharField(max_length=20)),
            ],
        ),
    ]
`,
  [django]: `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["number"], name="order_number_idx"),
        ),
    ]
`,
  'src/migrations/1760000000001-Orders.ts': `import { MigrationInterface, QueryRunner } from 'typeorm';

export class Orders1760000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`CREATE TABLE "orders" ("id" bigint PRIMARY KEY, "number" text)\`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`DROP TABLE "orders"\`);
  }
}
`,
  [typeorm]: `import { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderNumber1760000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`CREATE INDEX "orders_number_idx" ON "orders" ("number")\`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`DROP INDEX CONCURRENTLY "orders_number_idx"\`);
  }
}
`,
  [sql]:
    'CREATE INDEX orders_total_idx ON orders (total);\nCREATE INDEX orders_created_at_idx ON orders (created_at);\n',
};

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor({
    files,
    settings: {
      '[sql]': { 'editor.codeActionsOnSave': { 'source.fixAll.databaseArchitect': 'explicit' } },
      // The modules that the migrations import are not there.
      'typescript.validate.enable': false,
    },
  });
  // The editor's own TypeScript begins to start: while it registers itself, asking for code actions is cut short.
  await editor.open(typeorm);
});
afterAll(() => editor.close());

describe('migrations of other tools in the editor', { timeout: 240_000 }, () => {
  it('makes an index of Django concurrent, outside of the transaction', async () => {
    await editor.open(django);
    await editor.takeAction('Build the index concurrently');
    const text = await editor.saved(django, (saved) => saved.includes('Concurrently'));
    expect(text).toBe(`from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("store", "0001_initial")]
    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(fields=["number"], name="order_number_idx"),
        ),
    ]
`);
    await editor.squiggles('warning').first().waitFor({ state: 'detached' });
  });

  it('makes everything safe that can be, on save', async () => {
    await editor.open(sql);
    await editor.squiggles('warning').first().waitFor();
    const text = await editor.saved(sql, (saved) => saved.includes('CONCURRENTLY'));
    expect(text).toBe(files[sql].replaceAll('CREATE INDEX', 'CREATE INDEX CONCURRENTLY'));
  });

  it('makes an index of TypeORM concurrent, outside of the transaction', async () => {
    await editor.open(typeorm);
    await editor.takeAction('Build the index concurrently');
    const text = await editor.saved(typeorm, (saved) => saved.includes('CREATE INDEX CONCURRENTLY'));
    expect(text).toBe(
      files[typeorm]
        .replace('MigrationInterface {', 'MigrationInterface {\n  transaction = false;')
        .replace('CREATE INDEX', 'CREATE INDEX CONCURRENTLY'),
    );
  });
});
