import { describe, expect, it } from 'vitest';
import { defaultPostgresVersion } from '../../server/src/model/dialect.ts';
import type { Finding } from '../../server/src/model/finding.ts';
import { type LockMode, lockModes } from '../../server/src/model/lock.ts';
import { catalogKey } from '../../server/src/model/names.ts';
import { ruleById } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { exampleFiles } from './support/exampleFiles.ts';
import { lint } from './support/lint.ts';
import { type Example, readPages } from './support/page.ts';
import type { Execution } from './support/scratchDatabase.ts';
import { useScratchDatabase } from './support/useScratchDatabase.ts';

const database = useScratchDatabase();

for (const page of readPages()) {
  const examples = page.examples.filter(isExecutable);
  const rule = ruleById(page.id);
  if (examples.length === 0 || !rule?.dialects.includes('postgresql')) continue;
  describe(page.id, () => {
    for (const example of examples) {
      it(`line ${example.fence.line}: ${example.role}`, () => checkExecution(example, rule));
    }
  });
}

/** Plain SQL that the page does not except. */
function isExecutable({ fence }: Example): boolean {
  return fence.language === 'sql' && !fence.tool && !fence.attributes.has('norun');
}

async function checkExecution(example: Example, rule: Rule): Promise<void> {
  const { files, file } = exampleFiles(example, rule.category);
  const texts = [...files];
  await database().reset();
  for (const [name, text] of texts.slice(0, -1)) expect(failures(await database().run(text)), name).toEqual([]);
  const executions = await database().run(files.get(file) ?? '');
  if (example.fence.attributes.has('fails'))
    expect(failures(executions).length, 'statements that fail').toBeGreaterThan(0);
  else expect(failures(executions)).toEqual([]);
  const schema = example.fixed.length > 0 ? await database().schema() : [];

  const version = Number(example.fence.attributes.get('version') ?? defaultPostgresVersion);
  const { findings = [] } = lint(files, rule, version).get(file) ?? {};
  for (const finding of findings.filter((one) => one.rule === rule.id)) checkLocks(finding, executions);

  if (example.fixed.length === 0) return;
  await database().reset();
  for (const [, text] of texts.slice(0, -1)) await database().run(text);
  for (const fence of example.fixed) expect(failures(await database().run(fence.text)), fence.text).toEqual([]);
  if (keepsSchema(example, rule)) expect(await database().schema()).toEqual(schema);
}

/** The fixes of migration rules lead to the same schema, unless the page says otherwise; those of schema rules improve it. */
function keepsSchema({ fence, fixed }: Example, rule: Rule): boolean {
  return (
    rule.category === 'migration' &&
    !fence.attributes.has('fails') &&
    !fixed.some(({ attributes }) => attributes.has('differs'))
  );
}

function failures(executions: readonly Execution[]): string[] {
  return executions.flatMap(({ sql, error }) => (error === undefined ? [] : [`${error}: ${sql}`]));
}

/** The locks and rewrites that the finding claims are those that the server shows. */
function checkLocks(finding: Finding, executions: readonly Execution[]): void {
  const execution = executions.find(({ span }) => span.start <= finding.span.start && finding.span.start < span.end);
  if (!execution?.locks || execution.error !== undefined) return;
  for (const fact of finding.evidence) {
    const table = catalogKey(fact.table);
    expect(strongest(execution.locks.get(table) ?? []), `${execution.sql}: lock on ${table}`).toBe(fact.lock);
    if (!fact.uncertain)
      expect(execution.rewritten.includes(table), `${execution.sql}: rewrites ${table}`).toBe(fact.rewrites);
  }
}

function strongest(modes: readonly LockMode[]): LockMode | undefined {
  return lockModes.findLast((mode) => modes.includes(mode));
}
