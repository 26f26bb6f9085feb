import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { migration } from '../../../test/bench/migrations.mjs';
import { loadPostgresParser, postgres } from '../dialects/postgres/postgres.ts';
import { readText } from '../dialects/postgres/read/read.ts';
import { readByShape } from '../dialects/postgres/read/readByShape.ts';
import { isTelling } from '../dialects/postgres/read/vocabulary.ts';
import { type PassingStatement, runOnce } from '../model/replay/runOnce.ts';
import type { Reading, Script, Statement } from '../model/script.ts';
import type { StatementContext } from '../rules/rule.ts';
import { activeRules } from './activeRules.ts';
import { checkPlan } from './checkPlan.ts';
import { defaultConfiguration } from './configuration.ts';
import { type Judging, judgeStatement, unchanged } from './judge.ts';

const version = 14;
const pages = new URL('../../../docs/rules/', import.meta.url);

beforeAll(() => loadPostgresParser());

/** The SQL of the rule pages, one text an example, and a generated history. */
function examples(): string[] {
  const blocks = readdirSync(pages)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => [...readFileSync(new URL(file, pages), 'utf8').matchAll(/```sql\n([\s\S]*?)```/g)])
    .map(([, sql]) => sql ?? '');
  return [...blocks, migration(120)];
}

function scriptOf(text: string, read: (text: string) => Reading): Script {
  const statements = postgres
    .split(text)
    .segments.filter(({ kind }) => kind === 'statement')
    .map(({ span }): Statement => {
      const sql = text.slice(span.start, span.end);
      return { span, text: sql, reading: read(sql), direction: 'up', form: 'sql' };
    });
  return {
    file: 'migrations/1.sql',
    text,
    tool: 'sql',
    dialect: 'postgresql',
    targetVersion: version,
    isMigration: true,
    transaction: 'file',
    statements,
    comments: [],
    problems: [],
  };
}

const configuration = { ...defaultConfiguration, preset: 'all' as const };

/** A statement of the same shape with other names and values, of which hardly a rule has anything to say. */
function harmless(sql: string): string {
  return sql.replaceAll(/'[^']*'|[a-z_]+/g, (token) => {
    if (token.startsWith("'")) return "'zzz'";
    return isTelling(token, 0, token.length) ? token : `${token}_z`;
  });
}

function judgingOf(script: Script): Judging {
  return {
    script,
    rules: activeRules(configuration, script),
    dialect: postgres,
    locate: (_, span) => ({ kind: 'file', span }),
    reportRuleError: (rule, _, error) => {
      throw new Error(`${rule} failed`, { cause: error });
    },
  };
}

describe('the plan of a shape', () => {
  it('keeps a check that catches what it is told', () => {
    const sql = 'DROP INDEX orders_total_idx';
    const read = readByShape(readText);
    const script = scriptOf(`${sql};${sql};${sql}`, (text) => read(text, version));
    const statement = script.statements[2];
    const { rules } = judgingOf(script);
    const [active] = rules.statement;
    if (!statement || !active) throw new Error('no statement or rule');
    const planOf = (check: (context: StatementContext) => unknown) => {
      const rule = { ...active.rule, statement: (_: Statement, context: StatementContext) => void check(context) };
      return checkPlan(statement, { ...rules, byOperation: new Map(), statement: [{ ...active, rule }], query: [] });
    };
    const caught = (context: StatementContext) => {
      try {
        return context.catalog;
      } catch {
        return undefined;
      }
    };
    expect(statement.reading.shape).toBeDefined();
    expect(planOf(caught).statement).toHaveLength(1);
    expect(planOf((context) => context.version).isEmpty).toBe(true);
  });

  it('leaves out no check that speaks', () => {
    const read = readByShape(readText);
    let left = 0;
    let planned = 0;
    let found = 0;
    for (const text of examples()) {
      // The plans are made of other statements of the same shapes.
      for (let turn = 0; turn < 3; turn++) {
        const others = scriptOf(text, (sql) => read(harmless(sql), version));
        for (const statement of others.statements) {
          checkPlan({ ...statement, text: harmless(statement.text) }, judgingOf(others).rules);
        }
      }
      // With readings that have shapes, and with readings that have none.
      const shaped = scriptOf(text, (sql) => read(sql, version));
      const plain = scriptOf(text, (sql) => readText(sql, version));
      const judged = [shaped, plain].map((script) => {
        const judging = judgingOf(script);
        const lists: unknown[] = [];
        runOnce([script], postgres.locks, {
          statement: (passing: PassingStatement) => {
            const { findings } = judgeStatement(passing, judging, unchanged);
            found += findings.length;
            lists.push(
              findings.map(({ rule, message, evidence, rewrites }) => ({ rule, message, evidence, rewrites })),
            );
          },
          script: () => {},
        });
        return lists;
      });
      expect(judged[0], text).toEqual(judged[1]);
      const { rules } = judgingOf(shaped);
      for (const statement of shaped.statements) {
        if (!statement.reading.shape) continue;
        planned++;
        if (checkPlan(statement, rules).isEmpty) left++;
      }
    }
    // Nothing would be shown if there were no shapes, no findings, or no plans without checks.
    expect(planned).toBeGreaterThan(200);
    expect(left).toBeGreaterThan(20);
    expect(left).toBeLessThan(planned);
    expect(found).toBeGreaterThan(200);
  });
});
