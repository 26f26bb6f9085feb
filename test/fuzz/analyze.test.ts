import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../../server/src/analysis/analyze.ts';
import { loadPostgresParser } from '../../server/src/dialects/postgres/postgres.ts';
import { loadToolParsers } from '../../server/src/tools/loadToolParsers.ts';
import { randomFrom } from '../support/random.ts';

/** `FUZZ_INPUTS=100000 npm test -- test/fuzz` runs the long version; `FUZZ_SEED` repeats one. */
const inputs = Number(process.env.FUZZ_INPUTS ?? 3000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

const root = join(import.meta.dirname, '..', '..');
const folders = ['examples/shop/migrations', 'examples/shop/queries'];
const samples = folders.flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

const django = `from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("order", "note", models.TextField(default="")),
        migrations.AddIndex("order", models.Index(fields=["note"], name="order_note_idx")),
        migrations.RunSQL("UPDATE shop_order SET note = 'x'"),
    ]
`;
const typeorm = `import { MigrationInterface, QueryRunner } from 'typeorm';
export class Add1690000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    await queryRunner.query(\`CREATE INDEX "i" ON "orders" ("\${this.column}")\`);
    await queryRunner.addColumn('orders', new TableColumn({ name: 'a', type: 'int', isNullable: false }));
  }
  async down(queryRunner: QueryRunner) { await queryRunner.query(\`DROP INDEX "i"\`); }
}
`;

const files = [
  ...samples.map((text, index) => ({ file: `migrations/${index}.sql`, text })),
  { file: 'shop/migrations/0002_note.py', text: django },
  { file: 'src/migrations/1690000000000-Add.ts', text: typeorm },
];

/** What a mutation puts in: what lexers and parsers trip over. */
const snippets = [
  "'",
  '"',
  '$$',
  '$a$',
  '/*',
  '*/',
  '--',
  ';',
  '\\',
  '(',
  ')',
  '\u0000',
  '\ud800',
  '😀',
  '\u0301',
  '\r',
  '\t',
  '\uFEFF',
  '${',
  '}',
  '{{',
  ':x',
  '`',
  "E'\\",
  'U&"',
  'COPY t FROM stdin;\n',
  '\\.\n',
  '\\gexec\n',
  'BEGIN;',
  'COMMIT;',
  'DO $$',
  'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN',
  '-- dbarch-ignore x: ',
  '-- dbarch-ignore-start x\n',
  '-- +goose Up\n',
  '-- migrate:down\n',
  'ALTER TABLE a RENAME TO a;',
  'DROP SCHEMA public CASCADE;',
  '9999999999999999999',
];

function mutate(text: string, random: () => number): string {
  const pick = (limit: number): number => Math.floor(random() * limit);
  let result = text;
  for (let round = pick(4); round >= 0; round -= 1) {
    const at = pick(result.length + 1);
    const other = samples[pick(samples.length)] ?? '';
    switch (pick(6)) {
      case 0:
        result = result.slice(0, at);
        break;
      case 1:
        result = result.slice(0, at) + result.slice(at + pick(20));
        break;
      case 2:
        result = result.slice(0, at) + (snippets[pick(snippets.length)] ?? '') + result.slice(at);
        break;
      case 3:
        result = result.slice(0, at) + other.slice(pick(other.length)) + result.slice(at);
        break;
      case 4:
        result = result.slice(0, at) + String.fromCharCode(pick(0x10000)) + result.slice(at + 1);
        break;
      default:
        result = Array.from({ length: pick(200) }, () => String.fromCharCode(pick(256))).join('');
    }
  }
  return result;
}

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const grammars = join(require.resolve('@repomix/tree-sitter-wasms/package.json'), '..', 'out');
  const runtime = join(require.resolve('web-tree-sitter'), '..');
  await loadPostgresParser();
  await loadToolParsers((file) => join(file === 'web-tree-sitter.wasm' ? runtime : grammars, file));
});

describe(`analysis of ${inputs} mutated files (FUZZ_SEED=${seed})`, () => {
  it('never throws, and every finding lies in its file', () => {
    const random = randomFrom(seed);
    const errors: string[] = [];
    for (let count = 0; count < inputs; count += 1) {
      const { file, text } = files[Math.floor(random() * files.length)] ?? { file: 'a.sql', text: '' };
      const mutated = mutate(text, random);
      const fail = (reason: unknown): void => {
        errors.push(
          `input ${count} (${file}): ${reason instanceof Error ? reason.stack : reason}\n${JSON.stringify(mutated)}`,
        );
      };
      try {
        const analysis = analyze(mutated, {
          file,
          reportRuleError: (rule, _, error) => fail(`rule ${rule}: ${error}`),
        });
        for (const { rule, span, fixes, message } of analysis?.findings ?? []) {
          const spans = [span, ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.span))];
          if (spans.some(({ start, end }) => !(start >= 0 && start <= end && end <= mutated.length))) {
            fail(`${rule}: ${JSON.stringify(spans)} lies outside of ${mutated.length} characters`);
          }
          if (message.length > 400) fail(`${rule}: a message of ${message.length} characters`);
        }
      } catch (error) {
        fail(error);
      }
      if (errors.length > 3) break;
    }
    expect(errors).toEqual([]);
  }, 3_600_000);

  it('statements after a broken one keep their findings', () => {
    const random = randomFrom(seed);
    const healthy = 'CREATE INDEX healthy_idx ON orders (status);\n';
    for (let count = 0; count < 200; count += 1) {
      const words = Array.from(
        { length: 1 + Math.floor(random() * 6) },
        () => ['CREATE', 'TABLE', 'x', ',', '1', '=', 'FROM'][Math.floor(random() * 7)],
      );
      const found = analyze(`${words.join(' ')};\n${healthy}`, { file: 'migrations/1.sql' })?.findings ?? [];
      expect(
        found.map(({ rule }) => rule),
        words.join(' '),
      ).toContain('create-index-without-concurrently');
    }
  });
});
