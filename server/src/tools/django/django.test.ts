import { beforeAll, describe, expect, it } from 'vitest';
import { contextOf, operationsIn, readScript } from '../../../../test/support/readScript.ts';
import { loadParsersFromPackages } from '../../../../test/support/toolParsers.ts';
import { postgres } from '../../dialects/postgres/postgres.ts';
import { fileSpan, type Script } from '../../model/script.ts';
import { django } from './django.ts';

beforeAll(loadParsersFromPackages);

/** A migration with these operations. */
function migration(operations: string, attributes = ''): string {
  return `from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n${attributes}    operations = [\n${operations}\n    ]\n`;
}

const shop = `migrations.CreateModel(name='Shop', fields=[('id', models.BigAutoField(primary_key=True)), ('name', models.CharField(max_length=20, null=True)), ('tags', models.ManyToManyField(to='shop.Tag'))]),`;
const tag = `migrations.CreateModel(name='Tag', fields=[('id', models.AutoField(primary_key=True))]),`;

/** SQL of the last of several migrations of the app `shop`, run one after the other. */
function sqlOf(...files: readonly string[]): readonly string[] {
  let state: unknown;
  let last: Script | undefined;
  for (const [at, operations] of files.entries()) {
    const context = contextOf(`app/shop/migrations/000${at + 1}_x.py`);
    const linked = django.link?.(
      django.read(migration(operations), context, () => postgres),
      state,
    );
    state = linked?.after;
    last = linked?.script;
  }
  return last?.statements.flatMap((statement) => statement.sql ?? [statement.text]) ?? [];
}

describe('the SQL of an operation', () => {
  const check = (operation: string, expected: readonly string[]) =>
    it(operation, () => {
      const sql = sqlOf(`${tag}\n${shop}`, operation);
      expect(sql).toEqual(expected);
      for (const one of sql) expect(postgres.read(one, 14).syntaxProblems).toEqual([]);
    });
  const alter = 'ALTER TABLE "shop_shop"';
  check("migrations.AddField('shop', 'n', models.IntegerField(null=True))", [`${alter} ADD COLUMN "n" integer NULL`]);
  check("migrations.AddField('shop', 'n', models.IntegerField(default=0))", [
    `${alter} ADD COLUMN "n" integer DEFAULT 0 NOT NULL`,
    `${alter} ALTER COLUMN "n" DROP DEFAULT`,
  ]);
  check("migrations.AddField('shop', 'n', models.IntegerField(db_default=0))", [
    `${alter} ADD COLUMN "n" integer DEFAULT 0 NOT NULL`,
  ]);
  check("migrations.AddField('shop', 'u', models.UUIDField(default=uuid.uuid4, db_column='code'))", [
    `${alter} ADD COLUMN "code" uuid DEFAULT '00000000-0000-4000-8000-000000000000' NOT NULL`,
    `${alter} ALTER COLUMN "code" DROP DEFAULT`,
  ]);
  check("migrations.AddField('shop', 'tag', models.ForeignKey(null=True, on_delete=models.CASCADE, to='shop.tag'))", [
    `${alter} ADD COLUMN "tag_id" integer NULL CONSTRAINT "shop_shop_tag_id_d06a8e37_fk_shop_tag_id" REFERENCES "shop_tag" ("id") DEFERRABLE INITIALLY DEFERRED`,
    'SET CONSTRAINTS "shop_shop_tag_id_d06a8e37_fk_shop_tag_id" IMMEDIATE',
    'CREATE INDEX "shop_shop_tag_id_d06a8e37" ON "shop_shop" ("tag_id")',
  ]);
  check("migrations.AddField('shop', 'a', ArrayField(base_field=models.CharField(max_length=5), default=list))", [
    `${alter} ADD COLUMN "a" varchar(5)[] DEFAULT '{}' NOT NULL`,
    `${alter} ALTER COLUMN "a" DROP DEFAULT`,
  ]);
  check("migrations.AlterField('shop', 'name', models.CharField(max_length=20, null=True, help_text='x'))", []);
  check("migrations.AlterField('shop', 'name', models.CharField(max_length=30, null=True))", [
    `${alter} ALTER COLUMN "name" TYPE varchar(30)`,
  ]);
  check("migrations.AlterField('shop', 'name', models.CharField(max_length=20))", [
    `${alter} ALTER COLUMN "name" SET NOT NULL`,
  ]);
  check("migrations.AlterField('shop', 'name', models.CharField(max_length=20, default='x'))", [
    `${alter} ALTER COLUMN "name" SET DEFAULT 'x'`,
    `UPDATE "shop_shop" SET "name" = 'x' WHERE "name" IS NULL`,
    'SET CONSTRAINTS ALL IMMEDIATE',
    `${alter} ALTER COLUMN "name" SET NOT NULL`,
    `${alter} ALTER COLUMN "name" DROP DEFAULT`,
  ]);
  check("migrations.AlterField('shop', 'name', models.IntegerField(null=True))", [
    `${alter} ALTER COLUMN "name" TYPE integer USING "name"::integer`,
  ]);
  check("migrations.AlterField('tag', 'id', models.BigAutoField(primary_key=True))", [
    'ALTER TABLE "shop_tag" ALTER COLUMN "id" TYPE bigint USING "id"::bigint',
  ]);
  check("migrations.RenameField('shop', 'name', 'title')", [`${alter} RENAME COLUMN "name" TO "title"`]);
  check("migrations.RenameField('shop', 'tags', 'labels')", [
    'ALTER TABLE "shop_shop_tags" RENAME TO "shop_shop_labels"',
  ]);
  check("migrations.RenameModel('Shop', 'Store')", [
    `${alter} RENAME TO "shop_store"`,
    'ALTER TABLE "shop_shop_tags" RENAME TO "shop_store_tags"',
    'ALTER TABLE "shop_store_tags" RENAME COLUMN "shop_id" TO "store_id"',
  ]);
  check("migrations.AlterModelTable('Shop', 'stores')", [
    `${alter} RENAME TO "stores"`,
    'ALTER TABLE "shop_shop_tags" RENAME TO "stores_tags"',
  ]);
  check("migrations.RemoveField('shop', 'name')", [`${alter} DROP COLUMN "name" CASCADE`]);
  check("migrations.RemoveField('shop', 'tags')", ['DROP TABLE "shop_shop_tags" CASCADE']);
  check("migrations.DeleteModel('Shop')", ['DROP TABLE "shop_shop_tags" CASCADE', 'DROP TABLE "shop_shop" CASCADE']);
  check("migrations.AlterUniqueTogether('shop', {('id', 'name')})", [
    `${alter} ADD CONSTRAINT "shop_shop_id_name_4cb27f3f_uniq" UNIQUE ("id", "name")`,
  ]);
  check("migrations.AddIndex('shop', models.Index(fields=['-name'], name='i'))", [
    'CREATE INDEX "i" ON "shop_shop" ("name" DESC)',
  ]);
  check("AddIndexConcurrently('shop', GinIndex(fields=['name'], name='i', opclasses=['gin_trgm_ops']))", [
    'CREATE INDEX CONCURRENTLY "i" ON "shop_shop" USING gin ("name" gin_trgm_ops)',
  ]);
  check("migrations.AddIndex('shop', models.Index(Upper('name'), name='i', condition=models.Q(name__isnull=False)))", [
    'CREATE INDEX "i" ON "shop_shop" ((upper("name"))) WHERE ("name" IS NOT NULL)',
  ]);
  check("migrations.RemoveIndex('shop', 'i')", ['DROP INDEX IF EXISTS "i"']);
  check("migrations.RenameIndex('shop', new_name='j', old_name='i')", ['ALTER INDEX "i" RENAME TO "j"']);
  check(
    "migrations.AddConstraint('shop', models.CheckConstraint(check=models.Q(id__gte=1) & ~models.Q(name=''), name='c'))",
    [`${alter} ADD CONSTRAINT "c" CHECK ((("id" >= 1)) AND (NOT (("name" = ''))))`],
  );
  check("AddConstraintNotValid('shop', models.CheckConstraint(condition=models.Q(id__in=[1, 2]), name='c'))", [
    `${alter} ADD CONSTRAINT "c" CHECK (("id" IN (1, 2))) NOT VALID`,
  ]);
  check("ValidateConstraint('shop', 'c')", [`${alter} VALIDATE CONSTRAINT "c"`]);
  check("migrations.AddConstraint('shop', models.UniqueConstraint(fields=['name'], name='u'))", [
    `${alter} ADD CONSTRAINT "u" UNIQUE ("name")`,
  ]);
  check(
    "migrations.AddConstraint('shop', models.UniqueConstraint(fields=('name',), condition=models.Q(id=1), name='u'))",
    ['CREATE UNIQUE INDEX "u" ON "shop_shop" ("name") WHERE ("id" = 1)'],
  );
  check("migrations.RemoveConstraint('shop', 'c')", [`${alter} DROP CONSTRAINT "c"`]);
  check('TrigramExtension()', ['CREATE EXTENSION IF NOT EXISTS "pg_trgm"']);
  check("migrations.AlterModelOptions('shop', {'verbose_name': 'x'})", []);
  check(
    "migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField('shop', 'name')], state_operations=[])",
    [`${alter} DROP COLUMN "name" CASCADE`],
  );
  check("migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('shop', 'name')])", []);

  it('makes a column the primary key in place of one that is gone', () => {
    const code = "migrations.AddField('tag', 'code', models.UUIDField(default=uuid.uuid4, unique=True))";
    const swap =
      "migrations.RemoveField('tag', 'id'), migrations.AlterField('tag', 'code', models.UUIDField(primary_key=True))";
    expect(sqlOf(tag, code, swap)).toEqual([
      'ALTER TABLE "shop_tag" DROP COLUMN "id" CASCADE',
      expect.stringMatching(/^ALTER TABLE "shop_tag" DROP CONSTRAINT IF EXISTS "shop_tag_code_[0-9a-f]{8}_uniq"$/),
      'ALTER TABLE "shop_tag" DROP CONSTRAINT IF EXISTS "shop_tag_pkey"',
      expect.stringMatching(
        /^ALTER TABLE "shop_tag" ADD CONSTRAINT "shop_tag_code_[0-9a-f]{8}_pk" PRIMARY KEY \("code"\)$/,
      ),
    ]);
  });
});

describe('CreateModel', () => {
  it('makes the table, its keys, its indexes and its many-to-many tables', () => {
    const sql = sqlOf(tag, shop);
    expect(sql[0]).toBe(
      'CREATE TABLE "shop_shop" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "name" varchar(20) NULL)',
    );
    expect(sql[1]).toMatch(/^CREATE TABLE "shop_shop_tags" .*"shop_id" bigint NOT NULL, "tag_id" integer NOT NULL/);
    expect(sql).toHaveLength(6);
  });
  it('makes nothing for a proxy or an unmanaged model', () => {
    expect(sqlOf("migrations.CreateModel(name='P', fields=[], options={'proxy': True})")).toEqual([]);
    expect(sqlOf("migrations.CreateModel(name='P', fields=[], options={'managed': False})")).toEqual([]);
  });
});

describe('SQL inside a migration', () => {
  /** Each statement: its direction, its SQL, and the part of the file that its table's name came from. */
  const check = (operations: string, expected: readonly string[]) =>
    it(operations, () => {
      const text = migration(operations);
      const script = readScript('app/shop/migrations/0001_x.py', text);
      const found = script.statements
        .filter((statement) => statement.form === 'sql')
        .map((statement) => {
          const at = statement.text.indexOf('tab');
          const span = at < 0 ? undefined : fileSpan(statement, { start: at, end: at + 3 });
          return `${statement.direction} ${statement.text} @${span ? text.slice(span.start, span.end) : '-'}`;
        });
      expect(found).toEqual(expected);
    });
  check("migrations.RunSQL('DROP TABLE tab')", ['up DROP TABLE tab @tab']);
  check("migrations.RunSQL(sql='DROP TABLE tab', reverse_sql='SELECT * FROM tab')", [
    'up DROP TABLE tab @tab',
    'down SELECT * FROM tab @tab',
  ]);
  check(`migrations.RunSQL("""SELECT 'é😀'; DROP TABLE tab;""", migrations.RunSQL.noop)`, [
    "up SELECT 'é😀' @-",
    'up DROP TABLE tab @tab',
  ]);
  check(String.raw`migrations.RunSQL('SELECT \'a\', \n 1 FROM tab')`, ["up SELECT 'a', \n 1 FROM tab @tab"]);
  check("migrations.RunSQL(['SELECT 1 FROM tab', ('UPDATE tab SET a = %s', [1])])", [
    'up SELECT 1 FROM tab @tab',
    'up UPDATE tab SET a = $1 @tab',
  ]);
  check(`migrations.RunSQL('SELECT 1 ' "FROM tab" + ' WHERE a')`, ['up SELECT 1 FROM tab WHERE a @tab']);
  check("migrations.RunSQL(f'SELECT {x} FROM tab')", ['up SELECT dba1 FROM tab @tab']);

  it('reads what a function sends', () => {
    const text = `from django.db import migrations\n\ndef forward(apps, schema_editor):\n    with schema_editor.connection.cursor() as cursor:\n        cursor.execute("UPDATE t SET a = %s", [1])\n\n${migration('migrations.RunPython(forward, migrations.RunPython.noop)')}`;
    expect(operationsIn(readScript('a/b/migrations/0001_x.py', text))).toEqual(['up other', 'up update']);
  });
  it('keeps names that the file defines', () => {
    const text = `SQL = 'DROP TABLE t'\n${migration('migrations.RunSQL(SQL)')}`;
    const [statement] = readScript('a/b/migrations/0001_x.py', text).statements;
    expect(statement && text.slice(statement.span.start, statement.span.end)).toBe('DROP TABLE t');
  });
});

describe('operations kept in a variable', () => {
  it('run where the variable is named, once', () => {
    const text = migration(
      "migrations.RemoveIndex('shop', 'i'), drop, migrations.SeparateDatabaseAndState(state_operations=later)",
      "    drop = migrations.RemoveIndex('shop', 'j')\n    later = [migrations.RemoveField('shop', 'name')]\n",
    );
    expect(operationsIn(readScript('a/shop/migrations/0001_x.py', text))).toEqual([
      'up drop-index shop_shop',
      'up drop-index shop_shop',
    ]);
  });
});

describe('a half-typed file', () => {
  const operations = [tag, shop, "migrations.RemoveField('shop', 'name'),", "migrations.RemoveIndex('shop', 'i'),"];
  const text = migration(operations.join('\n'), '    atomic = False\n\n');
  it('never throws, cut anywhere', () => {
    for (let end = 0; end <= text.length; end += 11)
      readScript('a/shop/migrations/0001_x.py', `class Migration(x):\n${text.slice(0, end)}`);
  });
  it('keeps the operations around what is being typed', () => {
    const typed = migration([tag, shop, 'migrations.AddField(', operations[3] ?? ''].join('\n'));
    expect(operationsIn(readScript('a/shop/migrations/0001_x.py', typed))).toContain('up create-table shop_tag');
  });
  it('keeps atomic = False', () => {
    expect(readScript('a/shop/migrations/0001_x.py', text.replace('RemoveIndex(', 'RemoveIndex((')).transaction).toBe(
      'statement',
    );
  });
});

describe('what nobody writes', () => {
  const check = (title: string, value: string) =>
    it(`${title} costs only itself`, () => {
      const text = `X = ${value}\n${migration("migrations.RunSQL('DROP TABLE a'),")}`;
      expect(operationsIn(readScript('app/shop/migrations/0001_x.py', text))).toEqual(['up drop-table']);
    });
  check('a chain of 60 calls', `z${'.next(1)'.repeat(60)}`);
  check('20,000 parentheses', `${'('.repeat(20_000)}1${')'.repeat(20_000)}`);
  check('20,000 signs', `${'-'.repeat(20_000)}1`);
});

describe('order', () => {
  const file = (app: string, name: string, dependencies: string, more = '') => ({
    file: `p/${app}/migrations/${name}.py`,
    text: `class Migration(migrations.Migration):\n    dependencies = [${dependencies}]\n${more}`,
  });
  const check = (title: string, files: readonly ReturnType<typeof file>[], expected: readonly string[]) =>
    it(title, () => expect(django.order?.(files)).toEqual(expected.map((name) => `p/${name}.py`)));
  check(
    'dependencies across apps',
    [file('a', '0001_i', "('b', '0002_j')"), file('b', '0001_i', ''), file('b', '0002_j', "('b', '0001_i'),")],
    ['b/migrations/0001_i', 'b/migrations/0002_j', 'a/migrations/0001_i'],
  );
  check(
    '__first__, and a cycle',
    [file('a', '0001_i', "('b', '__first__')"), file('b', '0001_i', "('a', '0001_i')")],
    ['b/migrations/0001_i', 'a/migrations/0001_i'],
  );
  check(
    'run_before',
    [file('a', '0001_i', ''), file('b', '0001_i', '', "    run_before = [('a', '0001_i')]\n")],
    ['b/migrations/0001_i', 'a/migrations/0001_i'],
  );
});

describe('a squashed migration', () => {
  it('runs nothing where all that it replaces has run', () => {
    const first = django.link?.(
      django.read(migration(tag), contextOf('p/shop/migrations/0001_x.py'), () => postgres),
      undefined,
    );
    const squashed = migration(tag, "    replaces = [('shop', '0001_x')]\n");
    const read = django.read(squashed, contextOf('p/shop/migrations/0001_squashed.py'), () => postgres);
    expect(read.statements).toHaveLength(1);
    expect(django.link?.(read, first?.after).script.statements).toHaveLength(0);
  });
});
