import { beforeAll, describe, expect, it } from 'vitest';
import { loadPostgresParser } from '../dialects/postgres/postgres.ts';
import { dialectSupport } from '../dialects/registry.ts';
import type { Script } from '../model/script.ts';
import { mayRunLater } from './mayRunLater.ts';
import { findTool } from './registry.ts';

beforeAll(() => loadPostgresParser());

function scriptOf(text: string): Script {
  const file = 'migrations/0001_all.sql';
  const context = { file, dialect: 'auto', targetVersion: 16, project: {}, siblings: [], folders: [] } as const;
  const script = findTool(file, text)?.read(text, context, dialectSupport);
  if (!script) throw new Error('no tool');
  return script;
}

/** Of the first statement that makes the index. */
function answer(text: string): boolean {
  const script = scriptOf(text);
  const statement = script.statements.find((one) => one.text.startsWith('CREATE INDEX'));
  if (!statement) throw new Error('no index');
  return mayRunLater(statement, script);
}

const index = 'CREATE INDEX orders_total_idx ON orders (total);';

describe('a statement may run after what follows it', () => {
  it.each<[string, string, boolean]>([
    ['nothing', index, true],
    ['something else', `${index} DROP INDEX other_idx;`, true],
    ['what drops it', `${index} DROP INDEX orders_total_idx;`, false],
    ['what drops it, before', `DROP INDEX orders_total_idx; ${index}`, true],
    ['what drops it in a block', `${index} DO $$ BEGIN DROP INDEX orders_total_idx; END $$;`, false],
    ['another name of the table', `${index} ALTER TABLE orders RENAME TO sales;`, false],
    ['another name of a column', `${index} ALTER TABLE orders RENAME total TO sum;`, false],
    ['that in a block', `${index} DO $$ BEGIN ALTER TABLE orders RENAME TO sales; END $$;`, false],
    ['another name of another table', `${index} ALTER TABLE items RENAME TO sales;`, true],
    ['the way back', `-- +goose Up\n${index}\n-- +goose Down\nDROP INDEX orders_total_idx;`, true],
  ])('%s', (_name, text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  it('looks through a long file once for all of its statements', () => {
    const text = Array.from({ length: 200 }, (_, at) => `CREATE INDEX i${at} ON orders (total);`).join('\n');
    const script = scriptOf(text);
    let looks = 0;
    const statements = script.statements.map((statement) => ({
      ...statement,
      get text() {
        looks++;
        return statement.text;
      },
    }));
    const counted = { ...script, statements };
    for (const statement of statements) expect(mayRunLater(statement, counted)).toBe(true);
    expect(looks).toBe(200);
  });
});
