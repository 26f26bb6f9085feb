import { beforeAll, describe, expect, it } from 'vitest';
import { contextOf, filesAfter, operationsIn, readScript } from '../../../../test/support/readScript.ts';
import { loadParsersFromPackages } from '../../../../test/support/toolParsers.ts';
import { postgres } from '../../dialects/postgres/postgres.ts';
import type { Rewrite, RewriteIntent, RewriteStep } from '../../model/rewrite.ts';
import type { Script } from '../../model/script.ts';
import { django } from './django.ts';

beforeAll(loadParsersFromPackages);

const file = 'shop/orders/migrations/0007_x.py';
const folder = 'shop/orders/migrations/';

function rewrite(kind: RewriteIntent['kind'], steps: readonly RewriteStep[] = []): Rewrite {
  return { title: 'Do it', safety: 'safe', intent: { kind }, sql: { steps } };
}

function migration(operations: string, imports = 'from django.db import migrations, models', attributes = ''): string {
  return `${imports}\n\n\nclass Migration(migrations.Migration):\n${attributes}    dependencies = [('orders', '0006_w')]\n\n    operations = [\n${operations}\n    ]\n`;
}

const before = `migrations.CreateModel(name='Order', fields=[('id', models.AutoField(primary_key=True)), ('total', models.IntegerField(null=True)), ('shop', models.IntegerField())]),`;

/** The script after a migration that makes the model, and its fix. */
function fixed(text: string, change: Rewrite, siblings: readonly string[] = []): Record<string, string> {
  const first = django.read(migration(before), contextOf(`${folder}0001_i.py`), () => postgres);
  const state = django.link?.(first, undefined).after;
  const context = contextOf(file, { siblings });
  const script = django.link?.(
    django.read(text, context, () => postgres),
    state,
  ).script as Script;
  const statement = script.statements[0];
  return statement ? filesAfter(script, django.write(change, statement, script, context)) : {};
}

/** What the files say when they are read again, in order, after the migration that makes the model. */
function reread(files: Record<string, string>): readonly string[] {
  let state = django.link?.(
    django.read(migration(before), contextOf(`${folder}0001_i.py`), () => postgres),
    undefined,
  ).after;
  return Object.entries(files).flatMap(([name, text]) => {
    const linked = django.link?.(
      django.read(text, contextOf(name), () => postgres),
      state,
    );
    state = linked?.after as typeof state;
    expect(linked?.script.problems).toEqual([]);
    return [linked?.script.transaction ?? '', ...(linked ? operationsIn(linked.script) : [])];
  });
}

const index = `        migrations.AddIndex(\n            model_name='order',\n            index=models.Index(fields=['total'], name='i'),\n        ),`;

describe('an index built concurrently', () => {
  it('alone in its migration: another operation, its import, atomic = False', () => {
    const files = fixed(migration(index), rewrite('create-index-concurrently'));
    expect(files).toEqual({
      [file]: migration(
        index.replace('migrations.AddIndex', 'AddIndexConcurrently'),
        'from django.contrib.postgres.operations import AddIndexConcurrently\nfrom django.db import migrations, models',
        '    atomic = False\n\n',
      ),
    });
    expect(reread(files)).toEqual(['statement', 'up create-index orders_order']);
  });

  it('joins the import that is there, keeps atomic = False and the line endings', () => {
    const imports =
      'from django.contrib.postgres.operations import TrigramExtension\nfrom django.db import migrations, models';
    const text = migration(index, imports, '    atomic = False\n').replaceAll('\n', '\r\n');
    const [[, after = ''] = []] = Object.entries(fixed(text, rewrite('create-index-concurrently')));
    expect(after).toBe(
      text
        .replace('TrigramExtension', 'TrigramExtension, AddIndexConcurrently')
        .replace('migrations.AddIndex', 'AddIndexConcurrently'),
    );
  });

  it('with others in its migration: a migration of its own after the last one', () => {
    const other = `        migrations.AddField('order', 'note', models.TextField(null=True)),`;
    const files = fixed(migration(`${index}\n${other}`), rewrite('create-index-concurrently'), [
      '0007_x.py',
      '0008_y.py',
    ]);
    expect(Object.keys(files)).toEqual([file, `${folder}0009_add_index_concurrently.py`]);
    expect(files[file]).toBe(migration(other));
    expect(files[`${folder}0009_add_index_concurrently.py`]).toContain(
      `    dependencies = [\n        ("orders", "0008_y"),\n    ]`,
    );
    expect(reread(files)).toEqual(['file', 'up add-column orders_order', 'statement', 'up create-index orders_order']);
  });

  it('of a field that gets db_index: in SQL, the model changed beside it', () => {
    const alter = `        migrations.AlterField(\n            model_name='order',\n            name='total',\n            field=models.IntegerField(null=True, db_index=True),\n        ),`;
    const files = fixed(migration(alter), rewrite('create-index-concurrently'));
    expect(files[file]).toContain('CREATE INDEX CONCURRENTLY "orders_order_total_');
    expect(reread(files)).toEqual(['statement', 'up create-index orders_order', 'down drop-index']);
  });

  it('of a field that is added: the field first, then its index', () => {
    const foreign = `        migrations.AddField('order', 'code', models.ForeignKey('orders.Order', models.CASCADE, null=True)),`;
    const files = fixed(migration(foreign), rewrite('create-index-concurrently'));
    expect(files[file]).toContain('null=True, db_index=False)');
    expect(reread(files)).toEqual([
      'file',
      'up add-column orders_order',
      'up other',
      'statement',
      'up create-index orders_order',
      'down drop-index',
    ]);
  });
});

describe('an index dropped concurrently', () => {
  it('is RemoveIndexConcurrently', () => {
    const files = fixed(migration(`        migrations.RemoveIndex('order', 'i'),`), rewrite('drop-index-concurrently'));
    expect(files[file]).toContain(`        RemoveIndexConcurrently('order', 'i'),`);
    expect(reread(files)).toEqual(['statement', 'up drop-index orders_order']);
  });
});

describe('a unique constraint through an index', () => {
  const up = (files: Record<string, string>) => reread(files).filter((line) => !line.startsWith('down'));
  const built = ['up create-index orders_order', 'up add-constraint orders_order'];

  it('of AddConstraint, alone in its migration', () => {
    const add = `        migrations.AddConstraint('order', models.UniqueConstraint(fields=['total', 'shop'], name='u', deferrable=models.Deferrable.DEFERRED)),`;
    const files = fixed(migration(add), rewrite('unique-using-index'));
    expect(files[file]).toContain('UNIQUE USING INDEX "u" DEFERRABLE INITIALLY DEFERRED;');
    expect(up(files)).toEqual(['statement', ...built]);
  });

  it('NULLS NOT DISTINCT moves to the index', () => {
    const add = `        migrations.AddConstraint('order', models.UniqueConstraint(fields=['total'], name='u', nulls_distinct=False)),`;
    const files = fixed(migration(add), rewrite('unique-using-index'));
    expect(files[file]).toContain('ON "orders_order" ("total") NULLS NOT DISTINCT;');
  });

  it('of unique_together, with others in its migration', () => {
    const other = `        migrations.AddField('order', 'note', models.TextField(null=True)),`;
    const together = `        migrations.AlterUniqueTogether('order', {('total', 'shop')}),`;
    const files = fixed(migration(`${together}\n${other}`), rewrite('unique-using-index'));
    expect(files[file]).toBe(migration(other));
    expect(up(files)).toEqual(['file', 'up add-column orders_order', 'statement', ...built]);
  });

  it('of a field that becomes unique, its index for LIKE with it', () => {
    const add = `        migrations.AddField('order', 'code', models.CharField(max_length=9, null=True)),`;
    const alter = `        migrations.AlterField('order', 'total', models.IntegerField(null=True, unique=True)),`;
    expect(up(fixed(migration(alter), rewrite('unique-using-index')))).toEqual(['statement', ...built]);
    expect(
      up(fixed(migration(add.replace('null=True', 'null=True, unique=True')), rewrite('unique-using-index'))),
    ).toEqual(['file', 'up add-column orders_order', 'statement', ...built, 'up create-index orders_order']);
  });

  it('not where the operation does more, or the rows get a value that only Django knows', () => {
    const check = (operation: string) =>
      expect(fixed(migration(`        ${operation},`), rewrite('unique-using-index'))).toEqual({});
    check(`migrations.AlterField('order', 'total', models.BigIntegerField(unique=True))`);
    check(`migrations.AddField('order', 'key', models.UUIDField(default=uuid.uuid4, unique=True))`);
  });
});

describe('a constraint validated later', () => {
  it('a check: AddConstraintNotValid and ValidateConstraint', () => {
    const add = `        migrations.AddConstraint('order', models.CheckConstraint(check=models.Q(total__gte=0), name='c')),`;
    const files = fixed(migration(add), rewrite('add-check-not-valid'));
    expect(Object.keys(files)).toEqual([file, `${folder}0008_validate_c.py`]);
    expect(reread(files)).toEqual([
      'file',
      'up add-constraint orders_order',
      'file',
      'up validate-constraint orders_order',
    ]);
  });

  it('a foreign key of a field that is changed: NOT VALID in SQL, then VALIDATE', () => {
    const alter = `        migrations.AlterField(\n            model_name='order',\n            name='shop',\n            field=models.ForeignKey('orders.Order', models.CASCADE, db_column='shop', db_index=False),\n        ),`;
    const files = fixed(migration(alter), rewrite('add-foreign-key-not-valid'));
    expect(files[file]).toContain('DEFERRABLE INITIALLY DEFERRED NOT VALID;');
    expect(reread(files)).toEqual([
      'file',
      'up add-constraint orders_order',
      'down drop-constraint orders_order',
      'file',
      'up validate-constraint orders_order',
    ]);
  });

  it('a check of a field that is changed: NOT VALID in SQL, then VALIDATE', () => {
    const alter = `        migrations.AlterField('order', 'shop', models.PositiveIntegerField()),`;
    const files = fixed(migration(alter), rewrite('add-check-not-valid'));
    expect(files[file]).toContain('CHECK ("shop" >= 0) NOT VALID;');
    expect(reread(files)).toEqual([
      'file',
      'up add-constraint orders_order',
      'down drop-constraint orders_order',
      'file',
      'up validate-constraint orders_order',
    ]);
  });

  it('not where rows are filled with what Python computes', () => {
    const alter = `        migrations.AlterField('order', 'total', models.PositiveIntegerField(default=count)),`;
    expect(fixed(migration(alter), rewrite('add-check-not-valid'))).toEqual({});
  });

  it('a foreign key of a field that is added: the field without it, then NOT VALID, then VALIDATE', () => {
    const add = `        migrations.AddField('order', 'parent', models.ForeignKey('orders.Order', models.CASCADE, default=1)),`;
    const files = fixed(migration(add), rewrite('add-foreign-key-not-valid'));
    expect(files[file]).toContain('default=1, db_constraint=False)');
    expect(reread(files).filter((line) => !line.startsWith('down'))).toEqual([
      'file',
      'up add-column orders_order',
      'up alter-column orders_order',
      'up create-index orders_order',
      'file',
      'up add-constraint orders_order',
      'file',
      'up validate-constraint orders_order',
    ]);
  });
});

describe('SQL in RunSQL', () => {
  const concurrently: Rewrite = {
    title: 'Do it',
    safety: 'safe',
    sql: { edits: [{ span: { start: 12, end: 12 }, newText: ' CONCURRENTLY' }], transaction: 'forbidden' },
  };
  const run = `        migrations.RunSQL("CREATE INDEX i ON t (a)"),`;

  it('is edited in its string', () => {
    const files = fixed(migration(run), concurrently);
    expect(files[file]).toBe(
      migration(run.replace('INDEX', 'INDEX CONCURRENTLY'), undefined, '    atomic = False\n\n'),
    );
  });

  it('moves to a migration of its own where it is not alone', () => {
    const files = fixed(migration(`${run}\n        migrations.RemoveField('order', 'total'),`), concurrently);
    expect(reread(files)).toEqual(['file', 'up drop-column orders_order', 'statement', 'up create-index t']);
  });

  it('leaves its string, or its list, for a migration after it', () => {
    const validate = 'ALTER TABLE t VALIDATE CONSTRAINT k';
    const later: Rewrite = {
      title: 'Do it',
      safety: 'review',
      sql: { steps: [{ sql: [`${validate};`], transaction: 'separate', name: 'validate k' }] },
    };
    const alone = fixed(migration(`        migrations.RunSQL("${validate}"),`), later);
    expect(alone[file]).toBe(migration('').replace('\n\n    ]', '\n    ]'));
    const files = fixed(migration(`        migrations.RunSQL("${validate}; DROP TABLE u;"),`), later);
    expect(files[file]).toBe(migration('        migrations.RunSQL("DROP TABLE u;"),'));
    expect(reread(files)).toEqual(['file', 'up drop-table', 'file', 'up validate-constraint t']);
  });

  it('is replaced by its steps, quotes escaped', () => {
    const steps: readonly RewriteStep[] = [
      { sql: ['ALTER TABLE "t" ADD CONSTRAINT k CHECK (a > 0) NOT VALID;'], transaction: 'any', name: 'add k' },
      { sql: ['ALTER TABLE "t" VALIDATE CONSTRAINT k;'], transaction: 'separate', name: 'validate k' },
    ];
    const files = fixed(
      migration(`        migrations.RunSQL("ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)"),`),
      rewrite('add-check-not-valid', steps),
    );
    expect(files[file]).toContain(String.raw`ALTER TABLE \"t\" ADD CONSTRAINT k CHECK (a > 0) NOT VALID"`);
    expect(reread(files)).toEqual(['file', 'up add-constraint t', 'file', 'up validate-constraint t']);
  });
});

describe('the way back', () => {
  const undone = (files: Record<string, string>) => reread(files).filter((line) => line.startsWith('down'));
  const note = `        migrations.AddField('order', 'note', models.TextField(null=True)),`;

  it('an argument that the field has is replaced', () => {
    const add = `        migrations.AddField('order', 'code', models.SlugField(null=True, db_index=True)),`;
    const files = fixed(migration(add), rewrite('create-index-concurrently'));
    expect(files[file]).toContain('null=True, db_index=False)');
  });

  it('a default that is for the rows alone stays out of the model', () => {
    const add = `        migrations.AddField('order', 'parent', models.ForeignKey('orders.Order', models.CASCADE, default=1), preserve_default=False),`;
    const files = fixed(migration(add), rewrite('add-foreign-key-not-valid'));
    expect(files[`${folder}0008_add_order_parent_foreign_key.py`]).toContain('preserve_default=False,');
  });

  it('a statement that moves takes its own along', () => {
    const run = `        migrations.RunSQL("CREATE INDEX i ON t (a)", "DROP INDEX i"),`;
    const concurrently: Rewrite = {
      title: 'Do it',
      safety: 'safe',
      sql: { edits: [{ span: { start: 12, end: 12 }, newText: ' CONCURRENTLY' }], transaction: 'forbidden' },
    };
    const files = fixed(migration(`${run}\n${note}`), concurrently);
    expect(Object.keys(files)).toHaveLength(2);
    expect(undone(files)).toEqual(['down drop-index']);
    // What follows makes another index of that name.
    expect(fixed(migration(`${run}\n${run.replace('(a)', '(b)')}`), concurrently)).toEqual({});
  });

  it('is that of the steps where they leave something else', () => {
    const rename = `        migrations.RunSQL("ALTER TABLE t RENAME COLUMN a TO b", "ALTER TABLE t RENAME COLUMN b TO a"),`;
    const steps: readonly RewriteStep[] = [
      {
        sql: ['ALTER TABLE t ADD COLUMN b int;'],
        undo: ['ALTER TABLE t DROP COLUMN b;'],
        transaction: 'any',
        name: 'add b',
      },
    ];
    expect(fixed(migration(rename), rewrite('change-in-steps', steps))[file]).toContain(
      'migrations.RunSQL("ALTER TABLE t ADD COLUMN b int", "ALTER TABLE t DROP COLUMN b")',
    );
  });

  it('an index is not removed after the field that it is on', () => {
    const remove = `        migrations.RemoveIndex('order', 'i'),\n        migrations.RemoveField('order', 'total'),`;
    expect(fixed(migration(remove), rewrite('drop-index-concurrently'))).toEqual({});
  });

  it('a changed type cannot be taken back in SQL', () => {
    const alter = `        migrations.AlterField('order', 'shop', models.PositiveBigIntegerField()),`;
    expect(fixed(migration(alter), rewrite('add-check-not-valid'))).toEqual({});
  });
});

describe('a fix in a migration that runs backwards', () => {
  it('is not moved into a new migration', () => {
    const text = migration(
      `        migrations.RunSQL("SELECT 1", "CREATE INDEX i ON t (a)"),\n        migrations.RemoveField('order', 'total'),`,
    );
    const script = readScript(file, text);
    const statement = script.statements.find((one) => one.direction === 'down');
    const change: Rewrite = {
      title: 'Do it',
      safety: 'safe',
      sql: { edits: [{ span: { start: 12, end: 12 }, newText: ' CONCURRENTLY' }], transaction: 'forbidden' },
    };
    expect(statement && django.write(change, statement, script, contextOf(file))).toBeUndefined();
  });
});
